import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

const WINDOW_MILLISECONDS = 60_000;
const ALLOWED = 2;

/**
 * Distinguishes a copy of this replica's data dir, which takes over each session again, from a session that was
 * replaced once by a repetition of this replica's own sync.
 */
export class ReplacementGuard {
  #times: number[] = [];

  /** Records that a session was replaced at `now` (monotonic ms). Throws the error if that happens repeatedly. */
  replaced(now: number, error: OutrunnerError): void {
    this.#times = [...this.#times.filter((time) => now - time < WINDOW_MILLISECONDS), now];
    if (this.#times.length > ALLOWED) throw error;
  }
}
