import type { OperationTarget } from '../../../job-language/plan/workflow-plan.ts';
import {
  type CandidateReplica,
  compareReplicas,
  runnerMatcher,
} from '../../../job-language/runner-choice/choose-runner.ts';
import type { Health } from '../../../protocol/entities/replica.ts';
import type { Runner } from '../../../protocol/entities/runner.ts';
import type { ProjectName, ReplicaId } from '../../../protocol/ids.ts';
import type { QueuedOperation } from '../../executions/ports.ts';
import { load, type Presence } from '../replicas/presence.ts';

/** Returns a predicate for the runners that may execute operations of a project with this target. */
export function laneMatcher(project: ProjectName, target: OperationTarget): (runner: Runner) => boolean {
  const matches = runnerMatcher(target, project);
  return ({ id, name, tags, assignedProjects, local }) =>
    matches({ id, name, tags, assignedProjects, isLocal: local });
}

/** The replicas and runners that an operation prefers. */
export type OperationPreferences = Pick<QueuedOperation, 'preferred' | 'affinity' | 'target'>;

/**
 * Returns the replica to which an operation is offered: the preferred replica if it is Healthy, otherwise the best one
 * in the order of runner selection. If the execution already used a replica of a runner and that replica is Healthy, no
 * other replica of this runner is considered. Unless the target is a set of runners, such a replica takes precedence
 * over the replicas of all other runners.
 */
export function bestReplica(
  free: readonly Presence[],
  { preferred, affinity = [], target }: OperationPreferences,
  healthOf: (presence: Presence) => Health,
): Presence | undefined {
  const healthy = new Map<ReplicaId, Presence>();
  for (const presence of free)
    if (healthOf(presence) === 'Healthy') healthy.set(presence.replicaId, presence);
  const wanted = preferred === undefined ? undefined : healthy.get(preferred);
  if (wanted !== undefined) return wanted;
  const used = affinity.flatMap((id) => healthy.get(id) ?? []);
  if (target.kind !== 'runners' && used[0] !== undefined) return used[0];
  const usedRunners = new Set(used.map(({ runnerId }) => runnerId));
  const others = free.filter(({ runnerId }) => !usedRunners.has(runnerId));
  return best([...used, ...others], healthOf);
}

function best(
  presences: readonly Presence[],
  healthOf: (presence: Presence) => Health,
): Presence | undefined {
  let found: { readonly presence: Presence; readonly candidate: CandidateReplica } | undefined;
  for (const presence of presences) {
    const candidate = candidateOf(presence, healthOf(presence));
    if (found === undefined || compareReplicas(candidate, found.candidate) < 0)
      found = { presence, candidate };
  }
  return found?.presence;
}

function candidateOf(presence: Presence, health: Health): CandidateReplica {
  return {
    replicaId: presence.replicaId,
    runnerId: presence.runnerId,
    health,
    polling: true,
    draining: false,
    running: load(presence),
    maxRunning: presence.maxRunning,
    lastSeen: presence.lastSign ?? 0,
  };
}
