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
        element('td', {}, `${runner.running} of ${runner.maxRunning} running`),
        element('td', {}, runner.tags.join(', ')),
      ),
    );
    const problem = explanation === undefined ? [] : [element('p', { class: 'problem' }, explanation)];
    this.element.replaceChildren(...problem, ...(rows.length === 0 ? [] : [table(rows)]));
  }
}

function table(rows: readonly HTMLElement[]): HTMLElement {
  const heads = ['Runner', 'Health', 'Load', 'Tags'].map((name) => element('th', { scope: 'col' }, name));
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...rows),
  );
}
