import * as l10n from '@vscode/l10n';
import { isOpenStatus } from '../../protocol/entities/open-statuses.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { executionName, statusText, whyText } from '../model/display-text.ts';
import type { Model } from '../model/model.ts';
import type { SeenProblems } from './seen-problems.ts';

/** Minimum time between two notifications, in ms, so that a failing fleet does not cover the window. */
const QUIET_MS = 60_000;

/** The problems that the badge and the status bar show. */
export interface Problems {
  /** Executions that failed since the Executions view was last visible. */
  readonly failed: number;
  /** Executions with a notification that could not be delivered since the Executions view was last visible. */
  readonly undelivered: number;
  /** Names of the runners that went Down while this window was connected, and that are still Down. */
  readonly down: readonly string[];
}

export const NO_PROBLEMS: Problems = { failed: 0, undelivered: 0, down: [] };

export interface ProblemNotification {
  readonly message: string;
  readonly about:
    | { readonly kind: 'execution'; readonly execution: ExecutionId }
    | { readonly kind: 'deliveries'; readonly execution: ExecutionId }
    | { readonly kind: 'runner'; readonly runnerId: string };
}

export interface ProblemWatchNeeds {
  /** The time of the newest problem that the user has seen, for the chosen coordinator. */
  readonly seen: Pick<SeenProblems, 'until' | 'save'>;
  /** Whether the Executions view is visible. */
  readonly isVisible: () => boolean;
  /** Whether the user wants notifications of problems. */
  readonly isWanted: () => boolean;
  /** Whether this window notifies the user of the end of the execution anyway. */
  readonly isNotified: (execution: ExecutionId) => boolean;
  readonly notify: (notification: ProblemNotification) => void;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/**
 * Compares models to find executions that failed, notifications that could not be delivered and runners that went Down,
 * no matter which client caused these problems.
 */
export class ProblemWatch {
  readonly #needs: ProblemWatchNeeds;
  #model: Model | undefined;
  #notifiedAt = Number.NEGATIVE_INFINITY;
  readonly #down = new Set<string>();

  constructor(needs: ProblemWatchNeeds) {
    this.#needs = needs;
  }

  /** Whether the Executions view is visible, so that failures count as seen. */
  get isVisible(): boolean {
    return this.#needs.isVisible();
  }

  get problems(): Problems {
    const { executions = [], runners = [] } = this.#model ?? {};
    const seen = this.#needs.seen.until ?? Number.POSITIVE_INFINITY;
    return {
      failed: executions.filter((execution) => failedHere(execution) && endOf(execution) > seen).length,
      undelivered: executions.filter(({ failedDeliveries }) => (failedDeliveries?.lastAt ?? 0) > seen).length,
      down: runners.filter(({ id }) => this.#down.has(id)).map(({ name }) => name),
    };
  }

  /** Drops the model and the last notification, because the next model may be that of another coordinator. */
  restart(): void {
    this.#model = undefined;
    this.#notifiedAt = Number.NEGATIVE_INFINITY;
    this.#down.clear();
  }

  follow(model: Model): void {
    const before = this.#model;
    this.#model = model;
    if (this.#needs.isVisible() || this.#needs.seen.until === undefined) this.seen();
    if (before === undefined) return;
    const found = [
      ...this.#newlyDown(before, model),
      ...this.#newlyFailed(before, model),
      ...newlyUndelivered(before, model),
    ];
    const [first] = found;
    if (first === undefined || !this.#needs.isWanted()) return;
    if (this.#needs.now() - this.#notifiedAt < QUIET_MS) return;
    this.#notifiedAt = this.#needs.now();
    this.#needs.notify({ ...first, message: `${first.message}${moreText(found.length - 1)}` });
  }

  /** Records that the user sees the Executions view, so that its failures are no longer counted. */
  seen(): void {
    // Without a model, the time would be 0, and all earlier failures would count as new later.
    if (this.#model === undefined) return;
    const times = this.#model.executions.flatMap((execution) => [
      endOf(execution),
      execution.failedDeliveries?.lastAt ?? 0,
    ]);
    const { seen } = this.#needs;
    const until = Math.max(seen.until ?? 0, ...times);
    if (until !== seen.until) seen.save(until);
  }

  #newlyDown(before: Model, { runners }: Model): readonly ProblemNotification[] {
    if (before.runners === runners) return [];
    // An unchanged runner is the same object in both models.
    const unchanged = new Set(before.runners);
    const changed = runners.filter((runner) => !unchanged.has(runner));
    for (const { id, health } of changed) if (health !== 'Down') this.#down.delete(id);
    const down = changed.filter(({ health }) => health === 'Down');
    if (down.length === 0) return [];
    const healthBefore = new Map(before.runners.map(({ id, health }) => [id, health]));
    return down.flatMap(({ id, name }) => {
      const known = healthBefore.get(id);
      if (known === undefined || known === 'Down') return [];
      this.#down.add(id);
      return [{ message: l10n.t('Runner {0} is Down.', name), about: { kind: 'runner', runnerId: id } }];
    });
  }

  #newlyFailed(before: Model, { executions }: Model): readonly ProblemNotification[] {
    if (before.executions === executions) return [];
    const ended = new Set(before.executions.filter((it) => !isOpenStatus(it.status)).map(({ id }) => id));
    const newest = Math.max(0, ...ended);
    const wasOpen = new Set(before.executions.filter((it) => isOpenStatus(it.status)).map(({ id }) => id));
    return executions
      .filter((it) => failedHere(it) && !ended.has(it.id) && (wasOpen.has(it.id) || it.id > newest))
      .filter(({ id }) => !this.#needs.isNotified(id))
      .map((execution) => ({
        message: failureText(execution),
        about: { kind: 'execution', execution: execution.id },
      }));
  }
}

function newlyUndelivered(before: Model, { executions }: Model): readonly ProblemNotification[] {
  if (before.executions === executions) return [];
  const known = new Map(before.executions.map((execution) => [execution.id, execution]));
  const newest = Math.max(0, ...known.keys());
  return executions.flatMap((execution) => {
    const { id, failedDeliveries } = execution;
    // An older execution that was not in the list before is not new: its failures may be old, too.
    if (failedDeliveries === undefined || (!known.has(id) && id < newest)) return [];
    const count = failedDeliveries.count - (known.get(id)?.failedDeliveries?.count ?? 0);
    if (count <= 0) return [];
    const name = executionName(execution);
    const message =
      count === 1
        ? l10n.t('1 notification of execution {0} of {1} was not delivered.', id, name)
        : l10n.t('{0} notifications of execution {1} of {2} were not delivered.', count, id, name);
    return [{ message, about: { kind: 'deliveries', execution: id } }];
  });
}

/** Whether an execution failed. Retried and aborted executions do not count as failed. */
export function isFailed({ status }: Execution): boolean {
  return status === 'failed' || status === 'timedout' || status === 'other';
}

/** Whether an execution failed on this coordinator. The failure of an imported execution is older than the import. */
function failedHere(execution: Execution): boolean {
  return isFailed(execution) && execution.imported === undefined;
}

function moreText(count: number): string {
  if (count === 0) return '';
  return ` ${count === 1 ? l10n.t('1 more problem: see the Outrunner views.') : l10n.t('{0} more problems: see the Outrunner views.', count)}`;
}

function endOf(execution: Execution): number {
  return execution['date-ended']?.unixtime ?? 0;
}

function failureText(execution: Execution): string {
  const why = whyText(execution);
  const [id, name, status] = [execution.id, executionName(execution), statusText(execution)] as const;
  return why === ''
    ? l10n.t('Execution {0} of {1}: {2}.', id, name, status)
    : l10n.t('Execution {0} of {1}: {2}, {3}.', id, name, status, why.replace(/\.$/, ''));
}
