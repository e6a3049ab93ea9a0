import type { ReplicaId } from '../../../protocol/ids.ts';
import { hashToken, newTokenValue } from '../../access/token-value.ts';
import type { Clock } from '../../dispatch/ports.ts';
import type { Claimant } from '../../executions/ports.ts';

/**
 * Maximum number of tokens of a replica. A replica renews its token before the old one expires, so a few are enough.
 */
const MOST_PER_REPLICA = 4;

interface Access {
  readonly claimant: Claimant;
  readonly expires: number;
}

/**
 * Opaque access tokens, each bound to a replica and its instance. Their hashes are stored only in memory, so replicas
 * sign in again after a restart of the coordinator.
 */
export class AccessTokens {
  readonly #clock: Clock;
  readonly #byHash = new Map<string, Access>();
  readonly #ofReplica = new Map<ReplicaId, string[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(claimant: Claimant, lifeSeconds: number): string {
    const token = newTokenValue();
    const hash = hashToken(token);
    const hashes = this.#ofReplica.get(claimant.replicaId) ?? [];
    hashes.push(hash);
    this.#byHash.set(hash, { claimant, expires: this.#clock.monotonic() + lifeSeconds * 1000 });
    while (hashes.length > MOST_PER_REPLICA) this.#byHash.delete(hashes.shift() ?? '');
    this.#ofReplica.set(claimant.replicaId, hashes);
    return token;
  }

  /** Returns the owner of a token; undefined if the token is unknown, expired or revoked. */
  find(token: string): Claimant | undefined {
    const access = this.#byHash.get(hashToken(token));
    return access !== undefined && access.expires > this.#clock.monotonic() ? access.claimant : undefined;
  }

  revoke(replicaId: ReplicaId): void {
    for (const hash of this.#ofReplica.get(replicaId) ?? []) this.#byHash.delete(hash);
    this.#ofReplica.delete(replicaId);
  }
}
