import { type CandidateReplica, chooseRunner, compareReplicas } from '../../protocol/choice/choose-runner.ts';
import type { Health } from '../../protocol/entities/replica.ts';
import type { Runner } from '../../protocol/entities/runner.ts';
import type { ProjectName, ReplicaId, RunnerId } from '../../protocol/ids.ts';
import type { Target } from '../executions/ports.ts';
import { load, type Presence } from './presence.ts';

/** The runners that may execute what a project sends to a target. */
export function runnersFor(runners: Iterable<Runner>, project: ProjectName, target: Target): Set<RunnerId> {
  const candidates = Array.from(runners, ({ id, name, tags, assignedProjects, local }) => ({
    id,
    name,
    tags,
    assignedProjects,
    isLocal: local,
  }));
  const choice = chooseRunner({ target, project, runners: candidates, replicas: [] });
  return new Set(choice.kind === 'no-runner-matches' ? [] : choice.runners.map(({ id }) => id));
}

/** The replica to offer an operation to: the preferred one if it is Healthy, else the best as runners are chosen. */
export function bestReplica(
  free: readonly Presence[],
  preferred: ReplicaId | undefined,
  healthOf: (presence: Presence) => Health,
): Presence | undefined {
  let best: { readonly presence: Presence; readonly candidate: CandidateReplica } | undefined;
  for (const presence of free) {
    const health = healthOf(presence);
    if (presence.replicaId === preferred && health === 'Healthy') return presence;
    const candidate = candidateOf(presence, health);
    if (best === undefined || compareReplicas(candidate, best.candidate) < 0) best = { presence, candidate };
  }
  return best?.presence;
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
