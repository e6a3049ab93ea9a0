import type { ReplicaId, RunnerId } from '../../../protocol/ids.ts';
import type { Presence } from './presence.ts';

/** Presences, indexed by replica and by runner. */
export class PresenceMap {
  readonly #byReplica = new Map<ReplicaId, Presence>();
  readonly #ofRunner = new Map<RunnerId, Set<Presence>>();

  get(replicaId: ReplicaId): Presence | undefined {
    return this.#byReplica.get(replicaId);
  }

  all(): Iterable<Presence> {
    return this.#byReplica.values();
  }

  of(runnerId: RunnerId): Iterable<Presence> {
    return this.#ofRunner.get(runnerId) ?? [];
  }

  add(presence: Presence): void {
    this.#byReplica.set(presence.replicaId, presence);
    const siblings = this.#ofRunner.get(presence.runnerId) ?? new Set();
    this.#ofRunner.set(presence.runnerId, siblings.add(presence));
  }

  delete(presence: Presence): void {
    this.#byReplica.delete(presence.replicaId);
    const siblings = this.#ofRunner.get(presence.runnerId);
    siblings?.delete(presence);
    if (siblings?.size === 0) this.#ofRunner.delete(presence.runnerId);
  }
}
