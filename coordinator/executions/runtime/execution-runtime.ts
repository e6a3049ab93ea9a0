import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { isOpenStatus } from '../../../protocol/entities/open-statuses.ts';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { type ExecutionId, executionOf, type OperationId, type ReplicaId } from '../../../protocol/ids.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { isDamage } from '../../../support/files/damage.ts';
import { begin, type Transition, unfinished } from '../../engine/engine.ts';
import type { EngineCommand, SetTimer } from '../../engine/events/commands.ts';
import type { EngineLine } from '../../engine/events/engine-line.ts';
import type { ExecutionRequested, FollowingEvent } from '../../engine/events/events.ts';
import { busyReplicas, firstQueued, openOperations, waitEndsAt } from '../../engine/state/open-operation.ts';
import { attemptId, type ExecutionState } from '../../engine/state/state.ts';
import type { WhyWaiting } from '../../engine/views/cell-whereabouts.ts';
import { JournalCommit } from '../../store/journal/journal-commit.ts';
import { Listeners } from '../../store/listeners.ts';
import type { RecordStart } from '../executions.ts';
import type { ExecutionsParts } from '../needs.ts';
import { HELD } from '../restoration/restoration.ts';
import { ExecutionTimers } from '../timers/execution-timers.ts';
import { PlannedStarts, type PlannedStartsParts } from '../timers/planned-starts.ts';
import { eachWaiting, waitingReason } from '../timers/waiting-reasons.ts';
import { WaitingWatch } from '../timers/waiting-watch.ts';
import { carryOutCommands } from './command-effects.ts';
import type { ExecutionIndex } from './execution-index.ts';
import { journalEntry } from './journal-entry.ts';
import { type Applied, LiveExecution, type RecordEvent } from './live-execution.ts';
import { readExecution, readVisible } from './read-execution.ts';
import { RecentExecutions } from './recent-executions.ts';
import { SummaryNotices } from './summary-notices.ts';

/** Limits of the cache of ended executions: about 20 MB, or a single larger execution. */
const MOST_RECENT = { executions: 64, weight: 50_000 };

/**
 * Minimum delay of timers that wait for replicas after the coordinator starts, ms. Gives replicas time to reconnect.
 */
const GRACE_AFTER_START = 30_000;

const WAITS_FOR_REPLICAS: ReadonlySet<SetTimer['purpose']> = new Set(['dispatch-wait', 'cancel-confirm']);

/** Delay before an event that a busy journal refused is submitted again, ms. */
const RETRY = 1000;

export type RuntimeParts = Pick<ExecutionsParts, 'journal' | 'dispatcher' | 'index' | 'clock' | 'log'> & {
  readonly output: Pick<ExecutionsParts['output'], 'end'>;
  readonly held: () => boolean;
  /** Called once the end of an execution is durable. */
  readonly onEnded: (state: ExecutionState) => void;
  /** Starts a planned execution at its time, or returns why it cannot start yet. */
  readonly onDue: PlannedStartsParts['allow'];
  /** Finds and plans the job that a command refers to. */
  readonly onReference: (execution: LiveExecution, command: number) => void;
};

/**
 * Drives the engine: writes events to the journal, applies them to states, and passes commands to dispatch and timers.
 */
export class ExecutionRuntime {
  readonly index: ExecutionIndex;
  readonly changes: SummaryNotices;
  readonly lines = new Listeners<EngineLine>();
  readonly #parts: RuntimeParts;
  readonly #recent = new RecentExecutions(MOST_RECENT);
  readonly #loading = new Map<ExecutionId, Promise<LiveExecution | undefined>>();
  readonly #timers: ExecutionTimers;
  readonly #watch: WaitingWatch;
  readonly #starts: PlannedStarts;
  readonly #beginning = new Set<Promise<LiveExecution>>();
  readonly #retries = new Set<() => void>();
  #closed = false;

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
    this.index = parts.index;
    this.changes = new SummaryNotices(parts.clock, (execution) => this.summary(execution));
    this.#timers = new ExecutionTimers(parts.clock, (id, timer) => this.#fire(id, timer));
    this.#starts = new PlannedStarts({
      clock: parts.clock,
      allow: parts.onDue,
      submit: (execution, event) => this.submitSurely(execution, event),
      again: (execution, timer) => {
        if (this.#closed || execution.state.ended !== undefined) return;
        this.#timers.set(execution.id, timer);
        this.changes.note(execution);
      },
    });
    this.#watch = new WaitingWatch(parts.clock, (operation) => this.#reportWaiting(operation));
  }

  /** Accepts an execution. Resolves once the execution is durable and its first commands are carried out. */
  async begin(request: ExecutionRequested, record?: RecordStart): Promise<LiveExecution> {
    const begun = this.#begin(request, record);
    this.#beginning.add(begun);
    try {
      return await begun;
    } finally {
      this.#beginning.delete(begun);
    }
  }

  /** Resolves once all submitted events are durable. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#beginning);
    await Promise.all(this.index.all().map((execution) => execution.settled()));
  }

  /**
   * Loads the open executions from the journal. Nothing is dispatched before {@link reissue}. Returns the executions
   * whose last records are damaged, which must end as unknown.
   */
  async load(): Promise<readonly LiveExecution[]> {
    const { journal } = this.#parts;
    const damaged: LiveExecution[] = [];
    for (const { id, failedDeliveries } of await journal.openExecutions()) {
      const { durable, isDamaged } = await this.#readOpen(id);
      if (durable === undefined) continue;
      const execution = this.#live(durable);
      execution.failedDeliveries = failedDeliveries;
      this.index.add(execution);
      if (isDamaged) damaged.push(execution);
    }
    return damaged;
  }

  /** Reads an open execution up to its first damaged record. `durable` is undefined if no earlier record is intact. */
  async #readOpen(
    id: ExecutionId,
  ): Promise<{ readonly durable?: Transition | undefined; readonly isDamaged: boolean }> {
    const { journal, clock, log } = this.#parts;
    try {
      const durable = await readExecution(journal, id);
      if (durable !== undefined) return { durable, isDamaged: false };
    } catch (error) {
      if (!isDamage(error)) throw error;
      log.error({ execution: id, problem: error.message }, 'records of an open execution are damaged');
    }
    const isLeft = await journal.setAsideDamaged(id, clock.epoch());
    return { durable: isLeft ? await readExecution(journal, id) : undefined, isDamaged: true };
  }

  /** Issues all unfinished commands again. */
  reissue(): void {
    const earliest = this.#parts.clock.epoch() + GRACE_AFTER_START;
    for (const execution of this.index.all()) {
      const commands = unfinished(execution.state).map((command) =>
        command.type === 'set-timer' && WAITS_FOR_REPLICAS.has(command.purpose)
          ? { ...command, at: Math.max(command.at, earliest) }
          : command,
      );
      this.#carryOut(execution, commands);
    }
  }

  /** Returns an open or ended execution. Reads it from the journal if it is not in memory. */
  async find(id: ExecutionId): Promise<LiveExecution | undefined> {
    const known = this.index.get(id) ?? this.#recent.get(id);
    if (known !== undefined) return known;
    const loading = this.#loading.get(id) ?? this.#read(id);
    this.#loading.set(id, loading);
    return loading;
  }

  /** Returns the current summary, with the reason if the execution waits. */
  summary(execution: LiveExecution): ExecutionSummary {
    const { state, summary } = execution;
    if (!isOpenStatus(summary.status)) return summary;
    const late = this.#starts.why(execution);
    if (late !== undefined) {
      const message = `${summary.reason?.message ?? 'planned'}, and waits: ${late}`;
      return { ...summary, reason: { code: 'waiting', message } };
    }
    const message = this.#whyWaiting(state);
    if (message === undefined) return summary;
    const until = waitEndsAt(state);
    return { ...summary, reason: { code: 'waiting', message, ...(until === undefined ? {} : { until }) } };
  }

  /** Returns a function that explains why each operation of an execution waits. */
  whyWaiting(state: ExecutionState): WhyWaiting {
    const silent = (replica: ReplicaId) => this.#parts.dispatcher.whySilent(replica);
    return eachWaiting(state, (operation) => this.#why(operation), silent);
  }

  /** Submits an event, and retries while the journal is too busy to accept it. */
  async submitSurely(execution: LiveExecution, event: FollowingEvent, record?: RecordEvent): Promise<void> {
    while (!this.#closed) {
      try {
        await execution.submit(event, record);
        return;
      } catch (error) {
        if (!isOutrunnerError(error) || error.code !== 'storage-busy') throw error;
        await this.#pause();
      }
    }
  }

  /**
   * Ends an operation's output at its current length. Called before an end that the replica did not report, so that all
   * lines are available to readers when the end is published.
   */
  async endOutput(operation: OperationId): Promise<void> {
    try {
      await this.#parts.output.end(operation);
    } catch (error) {
      const fields = { operation, problem: problemOf(error) };
      this.#parts.log.warn(fields, 'the last output line of an operation may be missing');
    }
  }

  /** Calls {@link endOutput} for all running operations of the execution. */
  async endOutputs({ state }: LiveExecution): Promise<void> {
    const granted = openOperations(state).filter(({ attempt }) => attempt.grantee !== undefined);
    await Promise.all(granted.map(({ attempt }) => this.endOutput(attemptId(state, attempt))));
  }

  forget(id: ExecutionId): void {
    this.#recent.forget(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timers.close();
    this.#watch.close();
    this.changes.close();
    for (const stop of this.#retries) stop();
    await this.settled();
  }

  async #begin(request: ExecutionRequested, record?: RecordStart): Promise<LiveExecution> {
    const transition = begin(request);
    const commit = new JournalCommit();
    record?.(request.id, commit);
    await this.#parts.journal.append([journalEntry(undefined, transition, request, commit)]);
    const execution = this.#live(transition);
    if (transition.state.ended === undefined) this.index.add(execution);
    this.#publish(execution, transition.commands);
    return execution;
  }

  #live(durable: Transition): LiveExecution {
    return new LiveExecution(durable, this.#parts.journal, (applied) => this.#applied(applied));
  }

  async #read(id: ExecutionId): Promise<LiveExecution | undefined> {
    try {
      const durable = await readVisible(this.#parts.journal, id);
      if (durable === undefined) return undefined;
      const execution = this.#live(durable);
      this.#recent.keep(execution);
      return execution;
    } finally {
      this.#loading.delete(id);
    }
  }

  #applied(applied: Applied): void {
    if (applied.before.ended === undefined) this.index.update(applied);
    this.#publish(applied.execution, applied.commands);
  }

  #publish(execution: LiveExecution, commands: readonly EngineCommand[]): void {
    this.#carryOut(execution, commands);
    for (const command of commands) if (command.type === 'write-line') this.lines.notify(command.line);
    if (commands.some(({ type }) => type === 'end')) {
      this.#recent.keep(execution);
      this.#parts.onEnded(execution.state);
    }
    this.changes.note(execution);
  }

  #carryOut(execution: LiveExecution, commands: readonly EngineCommand[]): void {
    const { dispatcher, held, onReference } = this.#parts;
    const resolve = ({ sequence }: { readonly sequence: number }) => onReference(execution, sequence);
    const effects = { dispatcher, timers: this.#timers, watch: this.#watch, resolve, held };
    carryOutCommands(effects, execution.state, commands);
  }

  #fire(id: ExecutionId, timer: SetTimer): void {
    const { sequence, operationId, purpose } = timer;
    const execution = this.index.get(id);
    if (execution === undefined) return;
    if (purpose === 'start') {
      void this.#starts.due(execution, timer);
      return;
    }
    const why = operationId === undefined ? undefined : this.#why(operationId);
    const time = this.#parts.clock.epoch();
    const fired = {
      type: 'timer-fired',
      time,
      timer: sequence,
      ...(why === undefined ? {} : { why }),
    } as const;
    if (purpose !== 'cancel-confirm') this.#submit(execution, fired);
    else this.#submit(execution, fired, this.endOutputs(execution));
  }

  #reportWaiting(operationId: OperationId): void {
    const execution = this.index.get(executionOf(operationId));
    // The report of the first queued operation covers all queued operations.
    if (execution === undefined || operationId !== firstQueued(execution.state)) return;
    const time = this.#parts.clock.epoch();
    const why = this.#whyWaiting(execution.state) ?? this.#why(operationId);
    this.#submit(execution, { type: 'operation-waiting', time, operationId, why });
  }

  #whyWaiting(state: LiveExecution['state']): string | undefined {
    return waitingReason(state, (operation) => this.#why(operation)) ?? this.#whySilent(state);
  }

  /** Returns why a started step does not finish: its replica is unresponsive. */
  #whySilent(state: LiveExecution['state']): string | undefined {
    for (const replica of busyReplicas(state)) {
      const why = this.#parts.dispatcher.whySilent(replica);
      if (why !== undefined) return why;
    }
    return undefined;
  }

  #why(operation: OperationId): string {
    return this.#parts.held() ? HELD.message : this.#parts.dispatcher.whyWaiting(operation);
  }

  /** Submits an event in the background and logs its failure. */
  #submit(execution: LiveExecution, event: FollowingEvent, before?: Promise<void>): void {
    const submitted = before?.then(() => this.submitSurely(execution, event));
    (submitted ?? this.submitSurely(execution, event)).catch((error: unknown) => {
      const fields = { execution: execution.id, event: event.type, problem: problemOf(error) };
      this.#parts.log.error(fields, 'an event could not be stored');
    });
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#parts.clock.after(RETRY, done);
      const retries = this.#retries;
      function done(): void {
        stop();
        retries.delete(done);
        resolve();
      }
      retries.add(done);
    });
  }
}
