import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { InstanceId, ReplicaId } from '../../../protocol/ids.ts';
import type { Clock } from '../../dispatch/ports.ts';

const LIFE_MILLISECONDS = 60_000;
const RANDOM_BYTES = 16;
const TIME_BYTES = 8;
const MOST_USED = 100_000;

/**
 * Nonces for signing in: bound to replica and instance, alive for 60 s, good once. They carry their own proof, so that
 * asking for many costs no memory; only used ones are remembered until they would have expired.
 */
export class Nonces {
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  readonly #usedUntil = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(replicaId: ReplicaId, instanceId: InstanceId): string {
    const body = Buffer.alloc(TIME_BYTES + RANDOM_BYTES);
    body.writeDoubleBE(this.#clock.monotonic(), 0);
    randomBytes(RANDOM_BYTES).copy(body, TIME_BYTES);
    return `${body.toString('base64url')}.${this.#seal(body, replicaId, instanceId).toString('base64url')}`;
  }

  /** Takes a nonce once; false: not one of ours, not for them, expired, or used. */
  use(nonce: string, replicaId: ReplicaId, instanceId: InstanceId): boolean {
    const [body, seal] = nonce.split('.').map((part) => Buffer.from(part, 'base64url'));
    if (body?.byteLength !== TIME_BYTES + RANDOM_BYTES || seal === undefined) return false;
    const expected = this.#seal(body, replicaId, instanceId);
    if (seal.byteLength !== expected.byteLength || !timingSafeEqual(seal, expected)) return false;
    const now = this.#clock.monotonic();
    const expires = body.readDoubleBE(0) + LIFE_MILLISECONDS;
    this.#forgetExpired(now);
    const identity = body.toString('base64url');
    if (now >= expires || this.#usedUntil.has(identity) || this.#usedUntil.size >= MOST_USED) return false;
    this.#usedUntil.set(identity, now + LIFE_MILLISECONDS);
    return true;
  }

  #forgetExpired(now: number): void {
    for (const [nonce, until] of this.#usedUntil) {
      if (until > now) break;
      this.#usedUntil.delete(nonce);
    }
  }

  #seal(body: Buffer, replicaId: ReplicaId, instanceId: InstanceId): Buffer {
    return createHmac('sha256', this.#key).update(body).update(`${replicaId}.${instanceId}`).digest();
  }
}
