import { Health, type PinnedFacts } from '../../protocol/entities/replica.ts';
import type { RunnerId } from '../../protocol/ids.ts';
import { matchesRunner } from '../../protocol/runner-filter/match-runner-filter.ts';
import type { Lane } from './lane.ts';
import type { ReplicaRegistry, RunnerDirectory } from './ports.ts';
import type { MatchingRunner } from './why-waiting.ts';

/** What a filter asks about a replica. */
export interface FilteredReplica {
  readonly runnerId: RunnerId;
  /** As the replica reports them. */
  readonly host: PinnedFacts;
  /** As an administrator confirmed them. */
  readonly pinned?: PinnedFacts | undefined;
}

/**
 * Matches replicas with the typed-in filter of a lane. Operations that carry secrets go by the facts that an administrator
 * pinned: a replica could report any others.
 */
export class FilterMatch {
  readonly #directory: RunnerDirectory;

  constructor(directory: RunnerDirectory) {
    this.#directory = directory;
  }

  /** Whether a replica in this state of health is as the filter asks. */
  suits(lane: Lane, replica: FilteredReplica, health: Health): boolean {
    const host = lane.carriesSecrets ? replica.pinned : replica.host;
    return this.#suits(lane, replica, host, health);
  }

  /** Whether a replica is as the filter asks in some state of health, which may have changed since it was offered something. */
  couldSuit(lane: Lane, replica: FilteredReplica): boolean {
    return Health.options.some((health) => this.suits(lane, replica, health));
  }

  /** The runners of a lane with those of their replicas that are as its filter asks. */
  matching(lane: Lane, registry: Pick<ReplicaRegistry, 'replicasOf' | 'health'>): MatchingRunner[] {
    return Array.from(lane.runners).flatMap((id) => {
      const all = registry.replicasOf(id);
      const replicas = all.filter((replica) => this.couldSuit(lane, replica));
      if (replicas.length === 0 && all.length > 0) return [];
      return { name: this.#directory.runner(id)?.name ?? id, health: registry.health(id), replicas };
    });
  }

  /** Names of runners of which a replica would be as the filter asks if the facts that it reports were pinned. */
  unpinned(lane: Lane, registry: Pick<ReplicaRegistry, 'replicasOf'>): string[] {
    if (!lane.carriesSecrets || lane.filter === undefined) return [];
    const names = Array.from(lane.runners).flatMap((id) => {
      const isMeant = registry
        .replicasOf(id)
        .some((replica) => Health.options.some((health) => this.#suits(lane, replica, replica.host, health)));
      return isMeant ? [this.#directory.runner(id)?.name ?? id] : [];
    });
    return names.sort();
  }

  #suits(
    { filter }: Lane,
    { runnerId }: FilteredReplica,
    host: PinnedFacts | undefined,
    health: Health,
  ): boolean {
    const runner = this.#directory.runner(runnerId);
    if (filter === undefined || runner === undefined) return true;
    const { name, tags } = runner;
    return matchesRunner(filter, { name, tags, replica: { host, health } }) === true;
  }
}
