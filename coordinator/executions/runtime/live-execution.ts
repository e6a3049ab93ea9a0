import type { ExecutionSummary, FailedDeliveries } from '../../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { follow, type Transition } from '../../engine/engine.ts';
import type { EngineCommand } from '../../engine/events/commands.ts';
import type { EngineLine } from '../../engine/events/engine-line.ts';
import type { FollowingEvent } from '../../engine/events/events.ts';
import type { ExecutionState } from '../../engine/state/state.ts';
import { summaryOf } from '../../engine/views/summary.ts';
import type { Journal, JournalEntry } from '../../store/journal/journal.ts';
import { JournalCommit } from '../../store/journal/journal-commit.ts';
import { journalEntry } from './journal-entry.ts';

/** Maximum events of an execution that are written to the journal together. */
const MOST_AT_ONCE = 256;

/** A durable change of one execution. */
export interface Applied {
  readonly execution: LiveExecution;
  readonly before: ExecutionState;
  readonly commands: readonly EngineCommand[];
  readonly events: readonly FollowingEvent[];
}

/**
 * Adds the audit record of the act that caused an event to the commit of the event. Not called for an event that
 * changes nothing.
 */
export type RecordEvent = (after: ExecutionState, commit: JournalCommit) => void;

interface WaitingEvent {
  readonly event: FollowingEvent;
  readonly record: RecordEvent | undefined;
  readonly resolve: (state: ExecutionState) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An execution in memory. Its events are applied in order, each once it is durable. Events that arrive during a write
 * are written together in the next one. Executions do not wait for each other.
 */
export class LiveExecution {
  readonly id: ExecutionId;
  /** Number and latest time of the notifications that could not be delivered while the execution was open. */
  failedDeliveries: FailedDeliveries | undefined;
  readonly #journal: Pick<Journal, 'append'>;
  readonly #onApplied: (applied: Applied) => void;
  readonly #lines: EngineLine[] = [];
  #state: ExecutionState;
  #waiting: WaitingEvent[] = [];
  #draining: Promise<void> | undefined;

  /** @param durable the result of replaying its journal */
  constructor(durable: Transition, journal: Pick<Journal, 'append'>, onApplied: (applied: Applied) => void) {
    this.id = durable.state.request.id;
    this.#state = durable.state;
    this.#journal = journal;
    this.#onApplied = onApplied;
    this.#keepLines(durable.commands);
  }

  /** The state after all durable events. Pending events are not included. */
  get state(): ExecutionState {
    return this.#state;
  }

  /** The summary after all durable events. */
  get summary(): ExecutionSummary {
    const summary = summaryOf(this.#state);
    const { failedDeliveries } = this;
    return failedDeliveries === undefined ? summary : { ...summary, failedDeliveries };
  }

  /** Returns the lines with a number above `after`, in order. */
  linesAfter(after: number): readonly EngineLine[] {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#lines[middle]?.number ?? 0) > after) high = middle;
      else low = middle + 1;
    }
    return this.#lines.slice(low);
  }

  /**
   * Submits an event. Once the event is durable and its commands are carried out, resolves with the state at that time.
   * An event that changes nothing is not written. If the journal rejects the event, it stores nothing, and the promise
   * rejects with the error of the journal.
   */
  submit(event: FollowingEvent, record?: RecordEvent): Promise<ExecutionState> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, record, resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Resolves once no event is pending. */
  async settled(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    // Events that are submitted in the same tick are written together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_AT_ONCE);
      try {
        await this.#apply(batch);
        for (const { resolve } of batch) resolve(this.#state);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#draining = undefined;
  }

  async #apply(waiting: readonly WaitingEvent[]): Promise<void> {
    const before = this.#state;
    let state = before;
    const commands: EngineCommand[] = [];
    const effective: FollowingEvent[] = [];
    const entries: JournalEntry[] = [];
    for (const { event, record } of waiting) {
      const next = follow(state, event);
      if (next.state === state) continue;
      const commit = new JournalCommit();
      record?.(next.state, commit);
      entries.push(journalEntry(state, next, event, commit));
      state = next.state;
      for (const command of next.commands) commands.push(command);
      effective.push(event);
    }
    if (entries.length === 0) return;
    await this.#journal.append(entries);
    this.#state = state;
    this.#keepLines(commands);
    this.#onApplied({ execution: this, before, commands, events: effective });
  }

  #keepLines(commands: readonly EngineCommand[]): void {
    for (const command of commands) if (command.type === 'write-line') this.#lines.push(command.line);
  }
}
