import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

const WINDOW_MILLISECONDS = 60_000;
const ALLOWED = 2;

/**
 * Tells a copy of this replica's data dir, which takes each session away again, from a session that was replaced once
 * by a repetition of our own sync.
 */
export class Rivalry {
  #times: number[] = [];

  /** A session was replaced at that time (ms, monotonic). Throws the error once it happens again and again. */
  replaced(now: number, error: OutrunnerError): void {
    this.#times = [...this.#times.filter((time) => now - time < WINDOW_MILLISECONDS), now];
    if (this.#times.length > ALLOWED) throw error;
  }
}
