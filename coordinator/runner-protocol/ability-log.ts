import type { Clock } from '../dispatch/ports.ts';
import type { Presence } from '../dispatch/replicas/presence.ts';
import type { ProtocolLog } from './needs.ts';

/** Maximum number of lines about one replica per window. */
const MOST_LINES = 10;
/** Length of a window, in ms. */
const WINDOW = 60_000;

export interface AbilityLogParts {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: ProtocolLog;
  readonly nameOf: (presence: Presence) => string;
}

/**
 * Logs when a replica becomes unable to start steps, and when it recovers. Limits the number of lines about a replica
 * that changes continually.
 */
export class AbilityLog {
  readonly #parts: AbilityLogParts;
  readonly #windows = new WeakMap<Presence, { lines: number; readonly until: number }>();

  constructor(parts: AbilityLogParts) {
    this.#parts = parts;
  }

  changed(presence: Presence): void {
    const { log, clock, nameOf } = this.#parts;
    const now = clock.monotonic();
    const known = this.#windows.get(presence);
    const window = known !== undefined && now < known.until ? known : { lines: 0, until: now + WINDOW };
    this.#windows.set(presence, window);
    window.lines += 1;
    if (window.lines > MOST_LINES) return;
    const { replicaId, unable } = presence;
    const replica = { replicaId, runner: nameOf(presence) };
    if (unable === undefined) log.info(replica, 'the replica can start steps again');
    else log.warn({ ...replica, ...unable }, 'the replica cannot start steps and is offered none');
  }
}
