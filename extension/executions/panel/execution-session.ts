import * as l10n from '@vscode/l10n';
import type { Client } from '../../../protocol/client/client.ts';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import {
  ExecutionPanelCommand,
  type ExecutionPanelUpdate,
} from '../../../protocol/webview/execution-panel.ts';
import { executionName } from '../../model/display-text.ts';
import type { Model } from '../../model/model.ts';
import type { ExecutionPlace } from '../../tree/tree-node.ts';
import type { PanelSession, PanelView } from '../../webviews/panel-session.ts';
import type { StepsKnown } from '../execution-steps.ts';
import { expectedDuration } from '../expected-duration.ts';
import { type StepCalls, WatchedSteps } from '../watched-steps.ts';
import { ExecutionGrid } from './execution-grid.ts';
import { executionHeader } from './execution-header.ts';
import { replicaTimeline } from './replica-timeline.ts';

/** Delay between updates of the durations of running steps, in ms. */
const TICK_MS = 1000;

type Parts = Omit<ExecutionPanelUpdate, 'type'>;

export interface ExecutionSessionNeeds {
  readonly execution: ExecutionId;
  /** Returns the current client. Undefined while there is no connection. */
  readonly client: () => (StepCalls & Pick<Client, 'getExecution'>) | undefined;
  readonly model: () => Model;
  readonly openOutput: (place: ExecutionPlace) => Promise<void>;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * The state of one execution panel. While its page is visible, reads the steps after each burst of events, and sends
 * the parts of the page that changed. While it is hidden, requests and sends nothing.
 */
export class ExecutionSession implements PanelSession {
  readonly #needs: ExecutionSessionNeeds;
  readonly #view: PanelView;
  readonly #steps: WatchedSteps;
  readonly #sent = new Map<keyof Parts, string>();
  /** The execution, if the model does not contain it. */
  #older: Execution | undefined;
  #grid: { readonly of: StepsKnown; readonly grid: ExecutionGrid } | undefined;
  #isDeleted = false;
  #visible = { first: 0, count: 0 };
  #ticking: NodeJS.Timeout | undefined;

  constructor(needs: ExecutionSessionNeeds, view: PanelView) {
    this.#needs = needs;
    this.#view = view;
    this.#steps = new WatchedSteps({ client: needs.client, onChanged: () => this.#show() });
  }

  async receive(message: unknown): Promise<void> {
    const command = ExecutionPanelCommand.safeParse(message);
    if (!command.success) return;
    switch (command.data.type) {
      case 'ready':
        this.#sent.clear();
        this.#steps.watch(this.#needs.execution);
        return this.refresh();
      case 'scroll':
        this.#visible = command.data;
        this.#showRows();
        return;
      case 'openOutput': {
        const { stepctx, node } = command.data;
        const hasFailed = this.#gridNow()?.hasFailed(stepctx, node) === true;
        return this.#needs.openOutput({ stepctx, hasFailed, ...(node === undefined ? {} : { node }) });
      }
    }
  }

  async refresh(): Promise<void> {
    if (this.#needs.model().deletedExecutions.includes(this.#needs.execution)) this.#isDeleted = true;
    if (!this.#isDeleted && this.#execution() === undefined) await this.#readOlder();
    this.#show();
  }

  hide(): void {
    this.#steps.unwatch(this.#needs.execution);
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#grid = undefined;
    this.#sent.clear();
  }

  async #readOlder(): Promise<void> {
    const { execution, client } = this.#needs;
    try {
      this.#older = await client()?.getExecution({ params: { execution } });
    } catch (error) {
      if (!isOutrunnerError(error) || error.code !== 'not-found') throw error;
      this.#isDeleted = true;
    }
  }

  #execution(): Execution | undefined {
    const { model, execution } = this.#needs;
    return model().executions.find(({ id }) => id === execution) ?? this.#older;
  }

  #gridNow(): ExecutionGrid | undefined {
    const known = this.#steps.steps.get(this.#needs.execution);
    if (known?.kind !== 'known') return undefined;
    if (this.#grid?.of !== known) this.#grid = { of: known, grid: new ExecutionGrid(known.state) };
    return this.#grid.grid;
  }

  #show(): void {
    const { model, now } = this.#needs;
    if (this.#isDeleted) {
      this.#tickWhile(false);
      this.#send({ message: l10n.t('This execution was deleted.') });
      return;
    }
    const known = this.#steps.steps.get(this.#needs.execution);
    const execution = this.#execution();
    // Undefined: the page is hidden or still loading.
    if (known === undefined || execution === undefined) return;
    this.#view.setTitle(l10n.t('Execution {0} of {1}', execution.id, executionName(execution)));
    this.#tickWhile(execution.status === 'running');
    const grid = this.#gridNow();
    const progress = grid?.progress ?? { done: 0, total: 0, failed: 0 };
    this.#send({
      header: executionHeader(execution, progress, expectedDuration(execution, model().executions), now()),
      message: messageOf(known),
      ...(grid === undefined
        ? {}
        : {
            steps: [...grid.steps],
            total: grid.size,
            rows: this.#rowsOf(grid),
          }),
      ...(known.kind === 'known' ? { timeline: [...replicaTimeline(known.state, now())] } : {}),
    });
  }

  /** Sends only the visible rows, because the page requests them often while the user scrolls. */
  #showRows(): void {
    const grid = this.#execution() === undefined ? undefined : this.#gridNow();
    if (grid !== undefined) this.#send({ rows: this.#rowsOf(grid) });
  }

  #rowsOf(grid: ExecutionGrid): NonNullable<Parts['rows']> {
    const { first, count } = this.#visible;
    return { first, rows: [...grid.rows(first, count, this.#needs.now())] };
  }

  #send(parts: Parts): void {
    const changed = Object.entries(parts).filter(([name, part]) => {
      const key = name as keyof Parts;
      const text = JSON.stringify(part);
      if (this.#sent.get(key) === text) return false;
      this.#sent.set(key, text);
      return true;
    });
    if (changed.length > 0) this.#view.post({ type: 'update', ...Object.fromEntries(changed) });
  }

  #tickWhile(isRunning: boolean): void {
    if (isRunning) this.#ticking ??= setInterval(() => this.#show(), TICK_MS);
    else {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    }
  }
}

function messageOf(known: StepsKnown): string {
  switch (known.kind) {
    case 'reading':
      return l10n.t('Loading steps…');
    case 'unknown':
      return known.problem;
    case 'known':
      return known.state.steps.length === 0 ? l10n.t('This execution has no steps yet.') : '';
  }
}
