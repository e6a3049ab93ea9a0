import type { IncomingMessage } from 'node:http';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { Clock } from '../../dispatch/ports.ts';
import type { Presence } from '../../dispatch/replicas/presence.ts';
import { HTTP_LIMITS } from '../../network/limits.ts';

/**
 * Maximum length of bodies that are not paced, in bytes. Parsing such a body costs less than the rest of its request.
 */
const SMALL = 64 * 1024;
/** Bytes that a replica may send at once after a pause. */
const BURST = 4 * 1024 * 1024;
/** Maximum wait of a body, in ms. A body that would have to wait longer is refused. */
const LONGEST_WAIT = 20_000;

/**
 * Paces the long JSON bodies of each replica. Such bodies are parsed on the event loop, so a replica that sends them
 * continuously would delay all requests. A body is not read until its turn.
 */
export class BodyPace {
  readonly #clock: Pick<Clock, 'monotonic' | 'after'>;
  /** Time from which all bodies so far are within the permitted rate, in monotonic ms. */
  readonly #caughtUpAt = new WeakMap<Presence, number>();

  constructor(clock: Pick<Clock, 'monotonic' | 'after'>) {
    this.#clock = clock;
  }

  /**
   * Resolves once the body of the request, of which at most `limit` bytes count, may be read. Throws
   * `too-many-requests`.
   */
  async wait(presence: Presence, request: IncomingMessage, limit: number): Promise<void> {
    const bytes = Math.min(lengthOf(request), limit);
    if (bytes <= SMALL) return;
    const rate = HTTP_LIMITS.replicaBodyRate.value / 1000;
    const now = this.#clock.monotonic();
    const caughtUpAt =
      Math.max(this.#caughtUpAt.get(presence) ?? Number.NEGATIVE_INFINITY, now - BURST / rate) + bytes / rate;
    const wait = caughtUpAt - now;
    if (wait > LONGEST_WAIT)
      throw new OutrunnerError('too-many-requests', {
        what: 'bytes per second in long requests of this replica',
        limit: HTTP_LIMITS.replicaBodyRate.value,
        seconds: Math.ceil((wait - LONGEST_WAIT) / 1000),
      });
    this.#caughtUpAt.set(presence, caughtUpAt);
    if (wait > 0) await new Promise<void>((resolve) => void this.#clock.after(wait, resolve));
  }
}

/** Returns the length of a body in bytes; infinity if the length is not declared. */
function lengthOf({ headers }: IncomingMessage): number {
  const declared = headers['content-length'];
  if (declared !== undefined) return Number(declared);
  return headers['transfer-encoding'] === undefined ? 0 : Number.POSITIVE_INFINITY;
}
