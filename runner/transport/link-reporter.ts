import { explain, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Vitals } from '../health/vitals.ts';
import type { RunnerLog } from '../logging/log.ts';
import { LinkDown } from './link-down.ts';

/** Interval, in ms, of the reminders in the log while the coordinator is unreachable. */
const REMINDER_MILLISECONDS = 60_000;

/** Logs when the link is lost, once a minute while it is down, and when it is back. Does not log each attempt. */
export class LinkReporter {
  readonly #log: RunnerLog;
  readonly #server: string;
  readonly #now: () => number;
  readonly #vitals: Pick<Vitals, 'up' | 'down'>;
  #loggedAt: number | undefined;
  #downSince: number | undefined;

  /** `now` returns monotonic ms. */
  constructor(log: RunnerLog, server: string, now: () => number, vitals: Pick<Vitals, 'up' | 'down'>) {
    this.#vitals = vitals;
    this.#log = log;
    this.#server = server;
    this.#now = now;
  }

  down(error: Error): void {
    const now = this.#now();
    this.#vitals.down(error.message);
    this.#downSince ??= now;
    if (this.#loggedAt !== undefined && now - this.#loggedAt < REMINDER_MILLISECONDS) return;
    this.#loggedAt = now;
    const known =
      error instanceof LinkDown
        ? new OutrunnerError('not-reached', { url: this.#server, problem: error.message })
        : error;
    this.#log.warn(`${explain(known)} Retrying.`);
  }

  up(facts: Readonly<Record<string, string>>): void {
    const away =
      this.#downSince === undefined ? undefined : Math.round((this.#now() - this.#downSince) / 1000);
    this.#vitals.up(facts);
    this.#downSince = undefined;
    this.#loggedAt = undefined;
    this.#log.info({ ...facts, ...(away === undefined ? {} : { secondsAway: away }) }, 'connected');
  }
}
