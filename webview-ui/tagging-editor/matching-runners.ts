import * as l10n from '@vscode/l10n';
import type { TaggingRunner } from '../../protocol/webview/tagging-editor.ts';
import { element } from '../ui/dom.ts';

/** The runners that match the selection now, with their health, or why none matches. */
export class MatchingRunners {
  readonly element = element('div', { class: 'matching', 'aria-live': 'polite' });

  show(runners: readonly TaggingRunner[], explanation: string | undefined): void {
    const rows = runners.map((runner) =>
      element(
        'tr',
        {},
        element('td', {}, runner.name),
        element('td', { class: `health ${runner.health.toLowerCase()}` }, runner.health),
        element('td', {}, l10n.t('{0} of {1} running', runner.running, runner.maxRunning)),
        element('td', {}, runner.tags.join(', ')),
      ),
    );
    const problem = explanation === undefined ? [] : [element('p', { class: 'problem' }, explanation)];
    this.element.replaceChildren(...problem, ...(rows.length === 0 ? [] : [table(rows)]));
  }
}

function table(rows: readonly HTMLElement[]): HTMLElement {
  const heads = [l10n.t('Runner'), l10n.t('Health'), l10n.t('Load'), l10n.t('Tags')].map((name) =>
    element('th', { scope: 'col' }, name),
  );
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...rows),
  );
}
