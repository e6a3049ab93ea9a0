import { z } from 'zod';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { LONGEST_TIMER } from '../../../support/time/longest-timer.ts';
import type { ExecutionState } from '../../engine/state/state.ts';
import { MOST_ROWS } from '../../store/journal/journal.ts';
import type { ExecutionsParts } from '../needs.ts';
import type { RecordEvent } from '../runtime/live-execution.ts';

/** Name of the journal's value with the executions that may be repeated or are about to be. */
const EXPECTED = 'retries';
const Expected = z.array(ExecutionId);

/** Until a repetition that cannot begin now is tried again, in ms. */
const TRY_AGAIN = 5000;

export type RetriesParts = Pick<ExecutionsParts, 'journal' | 'clock' | 'log'> & {
  /** Begins the repetition; resolves once it is durable. */
  readonly start: (failed: ExecutionState) => Promise<ExecutionId>;
  /** Makes known, durably, that the execution is not repeated after all. */
  readonly giveUp: (id: ExecutionId, why: string, record?: RecordEvent) => Promise<void>;
  /** Nothing begins for now. */
  readonly held: () => boolean;
  /** The execution is repeated, or will not be: what was kept for that is needed no more. */
  readonly onDone: (id: ExecutionId) => void;
};

/**
 * Repeats jobs that failed, each once for the execution that asks for it, over any crash: an execution that may ask is
 * noted before it begins, and its note goes only after its repetition is durable. A repetition names what it repeats.
 */
export class Retries {
  readonly #parts: RetriesParts;
  readonly #expected: Set<ExecutionId>;
  /** Repetitions to come. */
  readonly #toCome = new Map<ExecutionId, { readonly failed: ExecutionState; readonly stop: () => void }>();
  /** Repetitions that began, and that is still to be noted. */
  readonly #unnoted = new Map<ExecutionId, () => void>();
  #writing: Promise<void> = Promise.resolve();
  readonly #underWay = new Set<Promise<void>>();
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

  /** Executions whose secure values and files are still needed. */
  expected(): ReadonlySet<ExecutionId> {
    return this.#expected;
  }

  /** The executions whose repetitions are still to come. */
  toCome(): readonly ExecutionState[] {
    return Array.from(this.#toCome.values(), ({ failed }) => failed);
  }

  /** Before an execution begins that may ask for a repetition; durable when it resolves. */
  async expect(id: ExecutionId): Promise<void> {
    this.#expected.add(id);
    await this.#write();
  }

  /** It did not begin after all. */
  async unexpect(id: ExecutionId): Promise<void> {
    if (this.#expected.delete(id)) await this.#write();
  }

  /** An execution ended: repeats it where its end says so. */
  ended(state: ExecutionState): void {
    const { id } = state.request;
    if (!this.#expected.has(id)) {
      this.#parts.onDone(id);
      return;
    }
    if (state.ended?.retry === undefined) this.#forget(id);
    else this.#arm(state);
  }

  /** Cancels the pending repetition of an execution. Returns whether there was one. */
  async cancel(id: ExecutionId, user: string, record: RecordEvent): Promise<boolean> {
    const repetition = this.#toCome.get(id);
    if (repetition === undefined) return false;
    repetition.stop();
    this.#toCome.delete(id);
    await this.#parts.giveUp(id, `${user} stopped it`, record);
    this.#forget(id);
    return true;
  }

  /** Takes up what a crash interrupted. */
  async resume(find: (id: ExecutionId) => Promise<ExecutionState | undefined>): Promise<void> {
    for (const id of [...this.#expected]) {
      const state = await find(id);
      if (state === undefined) this.#forget(id);
      else if (state.ended === undefined) continue;
      else if (state.ended.retry === undefined) this.#forget(id);
      else await this.#resumeOne(state);
    }
  }

  /** The execution that repeats this one. */
  async repetitionOf(id: ExecutionId): Promise<ExecutionId | undefined> {
    const text = await this.#parts.journal.meta(nameOf(id));
    return text === undefined ? undefined : ExecutionId.safeParse(Number(text)).data;
  }

  async deleted(id: ExecutionId): Promise<void> {
    await this.#parts.journal.forgetMeta(nameOf(id));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { stop } of this.#toCome.values()) stop();
    this.#toCome.clear();
    for (const stop of this.#unnoted.values()) stop();
    this.#unnoted.clear();
    await Promise.all(this.#underWay);
    await this.#writing;
  }

  async #resumeOne(state: ExecutionState): Promise<void> {
    const { id, job } = state.request;
    const known = await this.repetitionOf(id);
    if (known !== undefined) {
      this.#forget(id);
      return;
    }
    // A crash may have come right after the repetition began, and the clock may have been put back before that.
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
      this.#toCome.delete(id);
      if (wait > LONGEST_TIMER || this.#parts.held()) this.#arm(state, wait > LONGEST_TIMER ? 0 : TRY_AGAIN);
      else this.#start(state);
    };
    const stop = this.#parts.clock.after(Math.min(wait, LONGEST_TIMER), whenDue);
    this.#toCome.set(id, { failed: state, stop });
  }

  #start(state: ExecutionState): void {
    const { id } = state.request;
    const done = this.#parts.start(state).then(
      (next) => this.#begun(id, next),
      async (error: unknown) => {
        const code = isOutrunnerError(error) ? error.code : 'internal';
        const fields = { execution: id, code, problem: problemOf(error) };
        if (code === 'job-already-running' || code.startsWith('storage-')) {
          this.#parts.log.warn(fields, 'a job cannot be repeated yet');
          this.#arm(state, TRY_AGAIN);
          return;
        }
        this.#parts.log.error(fields, 'a job could not be repeated');
        await this.#parts.giveUp(
          id,
          code === 'not-found' ? 'its job is not there any more' : problemOf(error),
        );
        this.#forget(id);
      },
    );
    this.#track(done);
  }

  /** The repetition is durable: whatever fails from here on, it is not begun again. */
  async #begun(id: ExecutionId, next: ExecutionId): Promise<void> {
    try {
      await this.#parts.journal.setMeta(nameOf(id), String(next));
      this.#forget(id);
    } catch (error) {
      const fields = { execution: id, problem: problemOf(error) };
      this.#parts.log.warn(fields, 'what repeats a job could not be noted yet');
      if (this.#closed) return;
      const again = () => {
        this.#unnoted.delete(id);
        this.#track(this.#begun(id, next));
      };
      this.#unnoted.set(id, this.#parts.clock.after(TRY_AGAIN, again));
    }
  }

  /** `work` says itself what fails; it is waited for at the end. */
  #track(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => this.#parts.log.error({ problem: problemOf(error) }, 'a retry went wrong'))
      .finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  #forget(id: ExecutionId): void {
    this.#expected.delete(id);
    this.#parts.onDone(id);
    this.#write().catch((error: unknown) => {
      this.#parts.log.warn({ execution: id, problem: problemOf(error) }, 'a note on a retry is left over');
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

function nameOf(id: ExecutionId): string {
  return `retried/${id}`;
}
