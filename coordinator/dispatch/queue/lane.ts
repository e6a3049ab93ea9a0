import { targetKey } from '../../../job-language/plan/targets-of.ts';
import type { OperationTarget } from '../../../job-language/plan/workflow-plan.ts';
import type { RunnerFilter } from '../../../job-language/runner-filter/runner-filter.ts';
import type { Runner } from '../../../protocol/entities/runner.ts';
import type { OperationId, ProjectName, RunnerId } from '../../../protocol/ids.ts';
import type { QueuedOperation } from '../../executions/ports.ts';
import type { Presence } from '../replicas/presence.ts';
import type { AvoidedReplicas } from './avoided-replicas.ts';

/** A queued operation, and the replicas to which it is offered. */
export interface Entry {
  readonly operation: QueuedOperation;
  readonly lane: Lane;
  readonly offers: Set<Presence>;
}

/**
 * The queued operations of one project, target and priority, in order of arrival. The same runners can execute all of
 * them.
 */
export interface Lane {
  readonly key: string;
  readonly project: ProjectName;
  readonly target: OperationTarget;
  readonly priority: number;
  /** Whether the operations have secrets and the lane has a runner filter, which then matches pinned facts only. */
  readonly carriesSecrets: boolean;
  /** Set if the target is a runner filter. */
  readonly filter?: RunnerFilter | undefined;
  /** Returns whether a runner serves the project and matches the target. Facts of its hosts do not count. */
  readonly matches: (runner: Runner) => boolean;
  /** Sequence number of the last offer from this lane; 0 if there was none. */
  lastServed: number;
  /**
   * When the first queued operation began to wait, or when the last offer was made if that was later. Ms of the
   * monotonic clock.
   */
  waitsSince: number;
  /** Runners that match the target. Updated when a definition changes. */
  readonly runners: Set<RunnerId>;
  /** Number of queued operations, offered or not. */
  size: number;
  /** Queued operations that are not offered to any replica. */
  readonly waiting: Map<OperationId, Entry>;
  /**
   * Operations that are offered again, before those in `waiting`: a replica did not claim an operation in time, no
   * longer takes work, or gave the operation back.
   */
  readonly again: Map<OperationId, Entry>;
}

export function laneKey({
  project,
  target,
  priority,
  carriesSecrets,
}: Pick<Lane, 'project' | 'target' | 'priority' | 'carriesSecrets'>): string {
  return `${project} ${priority} ${carriesSecrets ? 'secrets ' : ''}${targetKey(target)}`;
}

/**
 * Maximum entries of `again` that are checked for one offer. Bounds the cost of a replica that can take none of these
 * operations.
 */
const MOST_LOOKED_AT = 256;

/** Returns the entry of the lane that is offered to the replica next. */
export function nextFor(
  lane: Lane,
  presence: Presence,
  avoided: Pick<AvoidedReplicas, 'has'>,
): Entry | undefined {
  let left = MOST_LOOKED_AT;
  for (const entry of lane.again.values()) {
    if (left-- <= 0) break;
    const isAvoided = avoided.has(entry.operation.operationId, presence.replicaId);
    if (!entry.offers.has(presence) && !isAvoided) return entry;
  }
  const first = lane.waiting.values().next();
  return first.done === true ? undefined : first.value;
}
