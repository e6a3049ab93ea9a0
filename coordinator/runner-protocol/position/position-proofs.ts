import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { CoordinatorId } from '../../../protocol/ids.ts';
import type { Position } from '../../../protocol/runner/position.ts';

/**
 * Signs the positions that a coordinator gives out, and recognises them: HMAC-SHA-256 over its id, generation and
 * sequence. A proof is not bound to a replica, for a position is no secret: whoever shows it, it was given out.
 */
export class PositionProofs {
  readonly #key: KeyObject;
  readonly #coordinatorId: CoordinatorId;
  /** Every answer carries the current position, which changes with each commit at most. */
  #latest: Position = { generation: -1, sequence: -1 };

  constructor(key: KeyObject, coordinatorId: CoordinatorId) {
    this.#key = key;
    this.#coordinatorId = coordinatorId;
  }

  /** The position with its proof. */
  prove(generation: number, sequence: number): Position {
    const latest = this.#latest;
    if (latest.generation === generation && latest.sequence === sequence) return latest;
    const proof = this.#sign(generation, sequence).toString('base64url');
    this.#latest = { generation, sequence, proof };
    return this.#latest;
  }

  /** Whether this coordinator, or one that it was restored from, gave out the position. */
  isProven({ generation, sequence, proof }: Position): boolean {
    if (proof === undefined) return false;
    const given = Buffer.from(proof, 'base64url');
    const expected = this.#sign(generation, sequence);
    return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
  }

  #sign(generation: number, sequence: number): Buffer {
    return createHmac('sha256', this.#key)
      .update(`outrunner position\n${this.#coordinatorId}\n${generation}\n${sequence}`)
      .digest();
  }
}
