import * as l10n from '@vscode/l10n';
import type {
  CellState,
  ExecutionHeader,
  ExecutionPanelCommand,
  ExecutionPanelUpdate,
} from '../../protocol/webview/execution-panel.ts';
import { element } from '../ui/dom.ts';
import { StepGrid } from './step-grid.ts';
import { Timeline } from './timeline.ts';

/** The names of states for screen readers. */
const STATE_NAMES: Readonly<Record<CellState, string>> = {
  failed: l10n.t('failed'),
  handling: l10n.t('handling the error'),
  running: l10n.t('running'),
  waiting: l10n.t('waiting'),
  aborted: l10n.t('aborted'),
  mixed: l10n.t('mixed'),
  succeeded: l10n.t('succeeded'),
  skipped: l10n.t('skipped'),
};

/** The page of the execution panel: status and progress, the grid of steps and nodes, and the timeline. */
export class ExecutionPanel {
  readonly element: HTMLElement;
  readonly #name = element('h1');
  readonly #status = element('span');
  readonly #origin = element('p', { class: 'muted' });
  readonly #why = element('p');
  readonly #progress = element('progress', { 'aria-label': l10n.t('Steps on nodes that ended') });
  readonly #progressText = element('span');
  readonly #expected = element('span', { class: 'muted' });
  /** Repeats the state for screen readers, which announce only its changes. */
  readonly #announced = element('p', { class: 'for-screen-readers', role: 'status' });
  readonly #message = element('p', { role: 'status' });
  readonly #grid: StepGrid;
  readonly #timeline = new Timeline();

  constructor(post: (command: ExecutionPanelCommand) => void) {
    this.#grid = new StepGrid({
      onScroll: (first, count) => post({ type: 'scroll', first, count }),
      onOpen: (stepctx, node) => post({ type: 'openOutput', stepctx, node }),
    });
    this.element = element(
      'main',
      {},
      this.#name,
      element('p', {}, this.#status),
      this.#why,
      this.#origin,
      element('p', { class: 'progress' }, this.#progress, this.#progressText, this.#expected),
      this.#announced,
      this.#message,
      this.#grid.element,
      this.#timeline.element,
    );
    this.element.hidden = true;
  }

  show({ header, message, steps, total, rows, timeline }: ExecutionPanelUpdate): void {
    if (header !== undefined) this.#showHeader(header);
    if (message !== undefined) this.#message.textContent = message;
    this.element.hidden = false;
    if (steps !== undefined) this.#grid.showSteps(steps);
    if (total !== undefined) this.#grid.showTotal(total);
    if (rows !== undefined) this.#grid.showRows(rows.first, rows.rows);
    if (timeline !== undefined) this.#timeline.show(timeline);
  }

  /** Asks the extension for the rows that are visible. */
  requestRows(): void {
    this.#grid.requestRows();
  }

  #showHeader(header: ExecutionHeader): void {
    this.#name.textContent = header.name;
    this.#status.textContent = header.status;
    this.#status.className = `state ${header.state}`;
    this.#origin.textContent = header.origin;
    this.#why.textContent = header.why;
    this.#why.className = header.state === 'waiting' ? '' : 'problem';
    this.#why.hidden = header.why === '';
    this.#progress.setAttribute('max', String(Math.max(1, header.total)));
    this.#progress.setAttribute('value', String(header.done));
    this.#progressText.textContent = header.progress;
    this.#expected.textContent = header.expected;
    const state = STATE_NAMES[header.state];
    const announced = header.why === '' ? state : `${state}: ${header.why}`;
    if (this.#announced.textContent !== announced) this.#announced.textContent = announced;
  }
}
