import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { InstanceId, ReplicaId } from '../../../protocol/ids.ts';
import type { Clock } from '../../dispatch/ports.ts';
import { HTTP_LIMITS } from '../../network/limits.ts';

const LIFE_MILLISECONDS = 60_000;
const RANDOM_BYTES = 16;
const TIME_BYTES = 8;

/** The result of using a nonce: accepted, used before, or refused because its replica used too many. */
export type NonceUse = 'taken' | 'used' | 'too-many';

/**
 * Nonces for signing in. A nonce is bound to a replica and instance, valid for 60 s and accepted once. It contains its
 * own proof, so that issuing many nonces takes no memory. Only used nonces are remembered, until they expire, and their
 * number per replica is limited, so that no replica can use up the memory for the others.
 */
export class Nonces {
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  /** Used nonces with their expiry, oldest first, by replica. The replica that signed in last comes last. */
  readonly #used = new Map<ReplicaId, Map<string, number>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(replicaId: ReplicaId, instanceId: InstanceId): string {
    const body = Buffer.alloc(TIME_BYTES + RANDOM_BYTES);
    body.writeDoubleBE(this.#clock.monotonic(), 0);
    randomBytes(RANDOM_BYTES).copy(body, TIME_BYTES);
    return `${body.toString('base64url')}.${this.#seal(body, replicaId, instanceId).toString('base64url')}`;
  }

  /**
   * Returns whether the coordinator issued the nonce for this instance of the replica and the nonce has not expired.
   */
  isFresh(nonce: string, replicaId: ReplicaId, instanceId: InstanceId): boolean {
    const [text, sealText = ''] = nonce.split('.');
    const body = bodyOf(text);
    if (body === undefined) return false;
    const seal = Buffer.from(sealText, 'base64url');
    const expected = this.#seal(body, replicaId, instanceId);
    if (seal.byteLength !== expected.byteLength || !timingSafeEqual(seal, expected)) return false;
    return this.#clock.monotonic() < body.readDoubleBE(0) + LIFE_MILLISECONDS;
  }

  /** Marks a fresh nonce as used. Must be called after the signature was verified. */
  use(nonce: string, replicaId: ReplicaId): NonceUse {
    const identity = bodyOf(nonce.split('.')[0])?.toString('base64url');
    const now = this.#clock.monotonic();
    this.#forgetExpired(now);
    const used = this.#used.get(replicaId) ?? new Map<string, number>();
    forgetExpired(used, now);
    if (identity === undefined || used.has(identity)) return 'used';
    if (used.size >= HTTP_LIMITS.signIns.value) return 'too-many';
    used.set(identity, now + LIFE_MILLISECONDS);
    this.#used.delete(replicaId);
    this.#used.set(replicaId, used);
    return 'taken';
  }

  #forgetExpired(now: number): void {
    for (const [replicaId, used] of this.#used) {
      const [latest = 0] = [...used.values()].slice(-1);
      if (latest > now) break;
      this.#used.delete(replicaId);
    }
  }

  #seal(body: Buffer, replicaId: ReplicaId, instanceId: InstanceId): Buffer {
    return createHmac('sha256', this.#key).update(body).update(`${replicaId}.${instanceId}`).digest();
  }
}

function forgetExpired(used: Map<string, number>, now: number): void {
  for (const [nonce, until] of used) {
    if (until > now) break;
    used.delete(nonce);
  }
}

/** Returns the body of a nonce; undefined if it has the wrong length. */
function bodyOf(text = ''): Buffer | undefined {
  const body = Buffer.from(text, 'base64url');
  return body.byteLength === TIME_BYTES + RANDOM_BYTES ? body : undefined;
}
