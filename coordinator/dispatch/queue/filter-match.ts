import { matchesRunner } from '../../../job-language/runner-filter/match-runner-filter.ts';
import { Health, type PinnedFacts } from '../../../protocol/entities/replica.ts';
import type { RunnerId } from '../../../protocol/ids.ts';
import type { ReplicaRegistry, RunnerDirectory } from '../ports.ts';
import type { Lane } from './lane.ts';
import type { MatchingRunner } from './why-waiting.ts';

/** The facts of a replica that a filter can match. */
export interface FilteredReplica {
  readonly runnerId: RunnerId;
  /** The facts that the replica reports. */
  readonly host: PinnedFacts;
  /** The facts that an administrator confirmed. */
  readonly pinned?: PinnedFacts | undefined;
}

/**
 * Matches replicas against the runner filter of a lane. For operations with secrets, only facts that an administrator
 * pinned count, because a replica can report false facts.
 */
export class FilterMatch {
  readonly #directory: RunnerDirectory;

  constructor(directory: RunnerDirectory) {
    this.#directory = directory;
  }

  /** Returns whether a replica with this health matches the filter. */
  suits(lane: Lane, replica: FilteredReplica, health: Health): boolean {
    const host = lane.carriesSecrets ? replica.pinned : replica.host;
    return this.#suits(lane, replica, host, health);
  }

  /**
   * Returns whether a replica would match the filter in at least one state of health. The health of a replica may
   * change between the offer and the claim.
   */
  couldSuit(lane: Lane, replica: FilteredReplica): boolean {
    return Health.options.some((health) => this.suits(lane, replica, health));
  }

  /**
   * Returns the runners of a lane, each with its replicas that match the lane's filter. Omits a runner if none of its
   * replicas matches.
   */
  matching(lane: Lane, registry: Pick<ReplicaRegistry, 'replicasOf' | 'health'>): MatchingRunner[] {
    return Array.from(lane.runners).flatMap((id) => {
      const all = registry.replicasOf(id);
      const replicas = all.filter((replica) => this.couldSuit(lane, replica));
      if (replicas.length === 0 && all.length > 0) return [];
      return { name: this.#directory.runner(id)?.name ?? id, health: registry.health(id), replicas };
    });
  }

  /** Returns the names of runners with a replica that would match the filter if its reported facts were pinned. */
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
