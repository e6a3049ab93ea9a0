import { problemOf } from '../../../support/errors/problem-of.ts';
import type { Log } from './log.ts';
import type { CoordinatorEnd } from './start-options.ts';

/** Determines how the coordinator ended. Only the first cause counts. */
export class Ending {
  readonly promise: Promise<CoordinatorEnd>;
  readonly #log: Log;
  #settle: (end: CoordinatorEnd) => void = () => undefined;
  #isStopping = false;

  constructor(log: Log) {
    this.#log = log;
    this.promise = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Ends with a storage failure. Does not close anything, because the process must end immediately, as in a crash. */
  fail(error: unknown): void {
    this.#log.fatal({ problem: problemOf(error) }, 'the coordinator cannot continue');
    this.#settle({ kind: 'failed', error });
  }

  /** Calls `close`, then ends with the result `end`. */
  stop(close: () => Promise<void>, end: CoordinatorEnd): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#log.info({ why: end.kind }, 'the coordinator is stopping');
    close().then(
      () => this.#settle(end),
      (error: unknown) => this.#settle({ kind: 'failed', error }),
    );
  }
}
