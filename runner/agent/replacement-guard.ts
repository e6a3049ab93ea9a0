import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

const WINDOW_MILLISECONDS = 60_000;
const ALLOWED = 2;

/**
 * Distinguishes two causes of replaced sessions. A copy of this replica's data dir replaces every session. A repetition
 * of this replica's own sync replaces a session only once.
 */
export class ReplacementGuard {
  #times: number[] = [];

  /**
   * Records that a session was replaced at `now` (monotonic ms). Throws `error` at the third replacement within a
   * minute.
   */
  replaced(now: number, error: OutrunnerError): void {
    this.#times = [...this.#times.filter((time) => now - time < WINDOW_MILLISECONDS), now];
    if (this.#times.length > ALLOWED) throw error;
  }
}
