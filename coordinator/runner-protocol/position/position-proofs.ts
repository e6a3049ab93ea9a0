import { hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { CoordinatorId } from '../../../protocol/ids.ts';
import type { Position } from '../../../protocol/runner/position.ts';

/** Length of a proof in characters of base64url: 256 bits of 512. */
const PROOF_LENGTH = 43;

/**
 * Proves and verifies the positions that a coordinator issues. A proof is half of the SHA-512 of the key and of the
 * coordinator's id, generation and sequence. A truncated SHA-2 with a prefixed key is a MAC, because nobody can extend
 * it; it takes a quarter of the time of an HMAC, and most answers need a new proof. SHA-3 is no alternative, because
 * Electron lacks it. A proof is not bound to a replica: a position is not secret, and the proof only shows that it was
 * issued.
 */
export class PositionProofs {
  /** Prefix of each hashed string: the key in base64url, which has a fixed length, and the coordinator's id. */
  readonly #prefix: string;
  /**
   * The latest proven position, cached because every answer contains the current position, which changes only with a
   * commit.
   */
  #latest: Position = { generation: -1, sequence: -1 };

  constructor(key: KeyObject, coordinatorId: CoordinatorId) {
    this.#prefix = `${key.export().toString('base64url')}\noutrunner position\n${coordinatorId}`;
  }

  /** Returns the position with its proof. */
  prove(generation: number, sequence: number): Position {
    const latest = this.#latest;
    if (latest.generation === generation && latest.sequence === sequence) return latest;
    this.#latest = { generation, sequence, proof: this.#proofOf(generation, sequence) };
    return this.#latest;
  }

  /** Returns whether this coordinator issued the position, possibly before it was restored from a backup. */
  isProven({ generation, sequence, proof }: Position): boolean {
    if (proof === undefined) return false;
    const given = Buffer.from(proof);
    const expected = Buffer.from(this.#proofOf(generation, sequence));
    return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
  }

  #proofOf(generation: number, sequence: number): string {
    const text = `${this.#prefix}\n${generation}\n${sequence}`;
    return hash('sha512', text, 'base64url').slice(0, PROOF_LENGTH);
  }
}
