import * as l10n from '@vscode/l10n';
import type { HistoryRun, JobHistoryCommand, JobHistoryState } from '../../protocol/webview/job-history.ts';
import { button } from '../ui/controls.ts';
import { element } from '../ui/dom.ts';

const HEADS = [
  l10n.t({ message: 'Run', comment: 'noun: one run of a job' }),
  l10n.t('Status'),
  l10n.t('Started'),
  l10n.t('Duration'),
  l10n.t('User'),
  l10n.t('Options'),
  l10n.t('Actions'),
];

/** The page of a job's history: its success rate, and its runs with their durations as bars. */
export class JobHistory {
  readonly element: HTMLElement;
  readonly #title = element('h1');
  readonly #summary = element('p');
  readonly #message = element('p', { role: 'status' });
  readonly #rows = element('tbody');
  readonly #table = element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...HEADS.map((head) => element('th', { scope: 'col' }, head)))),
    this.#rows,
  );
  readonly #post: (command: JobHistoryCommand) => void;

  constructor(post: (command: JobHistoryCommand) => void) {
    this.#post = post;
    this.element = element('main', {}, this.#title, this.#summary, this.#message, this.#table);
    this.element.hidden = true;
  }

  show({ job, project, summary, runs, message }: JobHistoryState): void {
    this.#title.replaceChildren(job, element('small', {}, l10n.t('project {0}', project)));
    this.#summary.textContent = summary;
    this.#message.textContent = message;
    this.#table.hidden = runs.length === 0;
    this.#rows.replaceChildren(...runs.map((run) => this.#row(run)));
    this.element.hidden = false;
  }

  #row(run: HistoryRun): HTMLElement {
    const { execution } = run;
    const bar = element('div', { class: `bar ${run.state}` });
    bar.style.width = `${run.share * 100}%`;
    const open = button(`#${execution}`, 'secondary', () => this.#post({ type: 'open', execution }));
    open.element.setAttribute('aria-label', l10n.t('Open the panel of execution {0}', execution));
    const again = button(l10n.t('Run Again'), 'secondary', () => this.#post({ type: 'runAgain', execution }));
    again.element.setAttribute(
      'aria-label',
      l10n.t('Run again with the options of execution {0}', execution),
    );
    again.setEnabled(run.isRepeatable);
    const change = button(l10n.t('Change…'), 'secondary', () =>
      this.#post({ type: 'runWithForm', execution }),
    );
    change.element.setAttribute(
      'aria-label',
      l10n.t('Change the options of execution {0} and run again', execution),
    );
    change.setEnabled(run.isRepeatable);
    return element(
      'tr',
      {},
      element('td', {}, open.element),
      element('td', { class: `state ${run.state}` }, run.status),
      element('td', {}, run.started),
      element('td', { class: 'duration' }, run.duration, bar),
      element('td', {}, run.user),
      element('td', {}, run.options),
      element('td', {}, again.element, change.element),
    );
  }
}
