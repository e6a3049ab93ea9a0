import type { Health } from '../../protocol/entities/replica.ts';
import type { Runner } from '../../protocol/entities/runner.ts';
import type { ProjectName, ReplicaId, RunnerId } from '../../protocol/ids.ts';
import type { Target } from '../executions/ports.ts';
import { load, type Presence } from './presence.ts';

/** The runners that may execute what a project sends to a target. */
export function runnersFor(runners: Iterable<Runner>, project: ProjectName, target: Target): Set<RunnerId> {
  const found = new Set<RunnerId>();
  for (const runner of runners) if (matches(runner, project, target)) found.add(runner.id);
  return found;
}

function matches(runner: Runner, project: ProjectName, target: Target): boolean {
  if (target.kind === 'local') return runner.local;
  if (!runner.local && !runner.assignedProjects.includes(project)) return false;
  const carried = (tag: (typeof target.tags)[number]) => runner.tags.includes(tag);
  return target.match === 'all' ? target.tags.every(carried) : target.tags.some(carried);
}

/** The replica to offer an operation to: the preferred one if it is Healthy, else the best as runners are chosen. */
export function bestReplica(
  free: readonly Presence[],
  preferred: ReplicaId | undefined,
  healthOf: (presence: Presence) => Health,
): Presence | undefined {
  const affine = free.find((presence) => presence.replicaId === preferred);
  if (affine !== undefined && healthOf(affine) === 'Healthy') return affine;
  return free.toSorted((a, b) => load(a) - load(b) || (b.lastSign ?? 0) - (a.lastSign ?? 0))[0];
}
