import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { CoordinatorId } from '../../../protocol/ids.ts';
import type { Position } from '../../../protocol/runner/position.ts';

/**
 * Signs and verifies the positions that a coordinator issues, with HMAC-SHA-256 over the coordinator's id, generation and
 * sequence. A proof is not bound to a replica: a position is not secret, and the proof only shows that it was issued.
 */
export class PositionProofs {
  readonly #key: KeyObject;
  readonly #coordinatorId: CoordinatorId;
  /** Cached: every answer carries the current position, which changes only with a commit. */
  #latest: Position = { generation: -1, sequence: -1 };

  constructor(key: KeyObject, coordinatorId: CoordinatorId) {
    this.#key = key;
    this.#coordinatorId = coordinatorId;
  }

  /** Returns the position with its proof. */
  prove(generation: number, sequence: number): Position {
    const latest = this.#latest;
    if (latest.generation === generation && latest.sequence === sequence) return latest;
    const proof = this.#sign(generation, sequence).toString('base64url');
    this.#latest = { generation, sequence, proof };
    return this.#latest;
  }

  /** Whether this coordinator, or the one whose backup it was restored from, issued the position. */
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
