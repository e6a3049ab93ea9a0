import { explain, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Vitals } from '../health/vitals.ts';
import type { RunnerLog } from '../logging/log.ts';
import { LinkDown } from './link-down.ts';

/** While the coordinator stays away, it is said again after this. */
const REMINDER_MILLISECONDS = 60_000;

/** Says in the log when the link is lost and when it is back, and not at each attempt between. */
export class LinkReporter {
  readonly #log: RunnerLog;
  readonly #server: string;
  readonly #now: () => number;
  readonly #vitals: Pick<Vitals, 'up' | 'down'>;
  #saidAt: number | undefined;
  #downSince: number | undefined;

  /** `now`: ms of a clock that only goes forward. */
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
    if (this.#saidAt !== undefined && now - this.#saidAt < REMINDER_MILLISECONDS) return;
    this.#saidAt = now;
    const known =
      error instanceof LinkDown
        ? new OutrunnerError('not-reached', { url: this.#server, problem: error.message })
        : error;
    this.#log.warn(`${explain(known)} Trying again.`);
  }

  up(facts: Readonly<Record<string, string>>): void {
    const away =
      this.#downSince === undefined ? undefined : Math.round((this.#now() - this.#downSince) / 1000);
    this.#vitals.up(facts);
    this.#downSince = undefined;
    this.#saidAt = undefined;
    this.#log.info({ ...facts, ...(away === undefined ? {} : { secondsAway: away }) }, 'connected');
  }
}
