import * as z from 'zod';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { LONGEST_TIMER } from '../../../support/time/longest-timer.ts';
import type { ExecutionState } from '../../engine/state/state.ts';
import { MOST_ROWS } from '../../store/journal/journal.ts';
import type { ExecutionsParts } from '../needs.ts';
import type { RecordEvent } from '../runtime/live-execution.ts';

/** Key of the journal value that lists executions that may request a retry, and those whose retry is pending. */
const EXPECTED = 'retries';
const Expected = z.array(ExecutionId);

/** Delay before a retry that cannot start yet is attempted again, ms. */
const TRY_AGAIN = 5000;

export type RetriesParts = Pick<ExecutionsParts, 'journal' | 'clock' | 'log'> & {
  /** Starts the retry; resolves once the retry is durable. */
  readonly start: (failed: ExecutionState) => Promise<ExecutionId>;
  /** Records durably that the execution will not be retried. */
  readonly abandon: (id: ExecutionId, why: string, record?: RecordEvent) => Promise<void>;
  /** Returns whether dispatch is held. */
  readonly held: () => boolean;
  /**
   * Called once an execution needs no retry, or its retry has started or was abandoned. The secure values and files of
   * the execution are then no longer needed.
   */
  readonly onDone: (id: ExecutionId) => void;
};

/**
 * Retries failed executions. Each retry starts at most once, even across crashes. An execution that may request a retry
 * is recorded before it starts. If it requests a retry, the record is removed only after the retry is durable or was
 * abandoned. A retry contains the id of the execution that it retries.
 */
export class Retries {
  readonly #parts: RetriesParts;
  readonly #expected: Set<ExecutionId>;
  /** Pending retries. */
  readonly #pending = new Map<ExecutionId, { readonly failed: ExecutionState; readonly stop: () => void }>();
  /** Retries that have started, but whose start is not recorded yet. */
  readonly #unrecorded = new Map<ExecutionId, () => void>();
  #writing: Promise<void> = Promise.resolve();
  readonly #inProgress = new Set<Promise<void>>();
  #closed = false;

  private constructor(parts: RetriesParts, expected: ReadonlySet<ExecutionId>) {
    this.#parts = parts;
    this.#expected = new Set(expected);
  }

  static async open(parts: RetriesParts): Promise<Retries> {
    const text = await parts.journal.meta(EXPECTED);
    const known = text === undefined ? [] : (Expected.safeParse(JSON.parse(text)).data ?? []);
    return new Retries(parts, new Set(known));
  }

  /** Returns the executions whose secure values and files a retry may still need. */
  expected(): ReadonlySet<ExecutionId> {
    return this.#expected;
  }

  /** Returns the executions whose retries are pending. */
  pending(): readonly ExecutionState[] {
    return Array.from(this.#pending.values(), ({ failed }) => failed);
  }

  /** Records an execution that may request a retry. Call before the start; resolves once the record is durable. */
  async expect(id: ExecutionId): Promise<void> {
    this.#expected.add(id);
    await this.#write();
  }

  /** Removes the record of an execution that did not start. */
  async unexpect(id: ExecutionId): Promise<void> {
    if (this.#expected.delete(id)) await this.#write();
  }

  /** Handles an ended execution: schedules its retry if the execution requests one. */
  ended(state: ExecutionState): void {
    const { id } = state.request;
    if (!this.#expected.has(id)) {
      this.#parts.onDone(id);
      return;
    }
    if (state.ended?.retry === undefined) this.#forget(id);
    else this.#arm(state);
  }

  /** Cancels the pending retry of an execution. Returns whether a retry was pending. */
  async cancel(id: ExecutionId, user: string, record: RecordEvent): Promise<boolean> {
    const retry = this.#pending.get(id);
    if (retry === undefined) return false;
    retry.stop();
    this.#pending.delete(id);
    await this.#parts.abandon(id, `${user} stopped it`, record);
    this.#forget(id);
    return true;
  }

  /** Resumes the retries that the previous process left pending. */
  async resume(find: (id: ExecutionId) => Promise<ExecutionState | undefined>): Promise<void> {
    for (const id of [...this.#expected]) {
      const state = await find(id);
      if (state === undefined) this.#forget(id);
      else if (state.ended === undefined) continue;
      else if (state.ended.retry === undefined) this.#forget(id);
      else await this.#resumeOne(state);
    }
  }

  /** Returns the execution that retries this one; undefined if there is none. */
  async retryOf(id: ExecutionId): Promise<ExecutionId | undefined> {
    const text = await this.#parts.journal.meta(retryRecordOf(id));
    return text === undefined ? undefined : ExecutionId.safeParse(Number(text)).data;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { stop } of this.#pending.values()) stop();
    this.#pending.clear();
    for (const stop of this.#unrecorded.values()) stop();
    this.#unrecorded.clear();
    await Promise.all(this.#inProgress);
    await this.#writing;
  }

  async #resumeOne(state: ExecutionState): Promise<void> {
    const { id, job } = state.request;
    const known = await this.retryOf(id);
    if (known !== undefined) {
      this.#forget(id);
      return;
    }
    // The retry may have started right before the crash. The search is not limited by time, because the clock may have
    // been set back.
    const { executions } = await this.#parts.journal.executions({
      ...(job === undefined ? {} : { jobId: job.id }),
      offset: 0,
      max: MOST_ROWS,
    });
    const begun = executions.find(({ retry }) => retry?.previous === id);
    if (begun === undefined) this.#arm(state);
    else await this.#begun(id, begun.id);
  }

  #arm(state: ExecutionState, notBefore = 0): void {
    if (this.#closed) return;
    const { id } = state.request;
    const due = (state.ended?.time ?? 0) + (state.ended?.retry?.delaySeconds ?? 0) * 1000;
    const wait = Math.max(0, due - this.#parts.clock.epoch(), notBefore);
    const whenDue = () => {
      this.#pending.delete(id);
      if (wait > LONGEST_TIMER || this.#parts.held()) this.#arm(state, wait > LONGEST_TIMER ? 0 : TRY_AGAIN);
      else this.#start(state);
    };
    const stop = this.#parts.clock.after(Math.min(wait, LONGEST_TIMER), whenDue);
    this.#pending.set(id, { failed: state, stop });
  }

  #start(state: ExecutionState): void {
    const { id } = state.request;
    const done = this.#parts.start(state).then(
      (next) => this.#begun(id, next),
      async (error: unknown) => {
        const code = isOutrunnerError(error) ? error.code : 'internal';
        const fields = { execution: id, code, problem: problemOf(error) };
        if (code === 'job-already-running' || code.startsWith('storage-')) {
          this.#parts.log.warn(fields, 'a job cannot be retried yet');
          this.#arm(state, TRY_AGAIN);
          return;
        }
        this.#parts.log.error(fields, 'a job could not be retried');
        await this.#parts.abandon(id, code === 'not-found' ? 'its job no longer exists' : problemOf(error));
        this.#forget(id);
      },
    );
    this.#track(done);
  }

  /** Records the start of a durable retry. The retry is not started again, even if recording fails. */
  async #begun(id: ExecutionId, next: ExecutionId): Promise<void> {
    try {
      await this.#parts.journal.setMeta(retryRecordOf(id), String(next));
      this.#forget(id);
    } catch (error) {
      const fields = { execution: id, problem: problemOf(error) };
      this.#parts.log.warn(fields, 'the start of a retry could not be recorded yet');
      if (this.#closed) return;
      const again = () => {
        this.#unrecorded.delete(id);
        this.#track(this.#begun(id, next));
      };
      this.#unrecorded.set(id, this.#parts.clock.after(TRY_AGAIN, again));
    }
  }

  /** Tracks work that {@link close} waits for, and logs its failure. */
  #track(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => this.#parts.log.error({ problem: problemOf(error) }, 'a retry failed'))
      .finally(() => this.#inProgress.delete(done));
    this.#inProgress.add(done);
  }

  #forget(id: ExecutionId): void {
    this.#expected.delete(id);
    this.#parts.onDone(id);
    this.#write().catch((error: unknown) => {
      this.#parts.log.warn(
        { execution: id, problem: problemOf(error) },
        'the record of a retry could not be removed',
      );
    });
  }

  #write(): Promise<void> {
    const next = this.#writing.then(() =>
      this.#parts.journal.setMeta(EXPECTED, JSON.stringify([...this.#expected])),
    );
    this.#writing = next.catch(() => undefined);
    return next;
  }
}

/** Returns the name of the journal value that stores the id of an execution's retry. */
export function retryRecordOf(id: ExecutionId): string {
  return `retried/${id}`;
}
