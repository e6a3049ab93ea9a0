import type { Health } from '../entities/replica.ts';
import type { OperationTarget } from '../plan/workflow-plan.ts';

export interface CandidateRunner {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly assignedProjects: readonly string[];
  /** The Local Runner: it serves every project, and only jobs that name no runner. */
  readonly isLocal: boolean;
}

export interface CandidateReplica {
  readonly replicaId: string;
  readonly runnerId: string;
  readonly health: Health;
  /** Only a replica that polls is available for work. */
  readonly polling: boolean;
  readonly draining: boolean;
  /** An administrator lets it, or its runner, take no new work. */
  readonly paused?: boolean;
  readonly running: number;
  readonly maxRunning: number;
  /** Last sign of life: any clock in milliseconds, the same for all. */
  readonly lastSeen: number;
}

/** Everything the choice depends on. */
export interface ChoiceInput<R extends CandidateRunner, S extends CandidateReplica> {
  readonly target: OperationTarget;
  readonly project: string;
  readonly runners: readonly R[];
  readonly replicas: readonly S[];
}

/** How many runners of the project carry a tag. */
export interface TagCount {
  readonly tag: string;
  readonly runners: number;
}

/**
 * Who may execute. `candidates` are the replicas that could start it now, best first; where it is empty, an operation
 * waits for one of `runners`. `local` without runners: the coordinator has no Local Runner.
 */
export type Choice<R extends CandidateRunner, S extends CandidateReplica> =
  | { readonly kind: 'local' | 'created'; readonly runners: readonly R[]; readonly candidates: readonly S[] }
  | {
      readonly kind: 'no-runner-matches';
      readonly target: CreatedTarget;
      /** With a target of tags. */
      readonly tags: readonly TagCount[];
      /** Runners that would match, and belong to other projects. */
      readonly elsewhere: readonly R[];
    };

/** A target that created runners serve. */
export type CreatedTarget = Exclude<OperationTarget, { readonly kind: 'local' }>;

/** Chooses the runners of a target and orders their replicas. Pure: the same for the run, its preview and its errors. */
export function chooseRunner<R extends CandidateRunner, S extends CandidateReplica>(
  input: ChoiceInput<R, S>,
): Choice<R, S> {
  const { target, project, runners, replicas } = input;
  if (target.kind === 'local') {
    const local = runners.filter((runner) => runner.isLocal);
    return { kind: 'local', runners: local, candidates: availableReplicas(local, replicas) };
  }
  const meant = runners.filter((runner) => isMeant(runner, target));
  const matching = meant.filter((runner) => servesProject(runner, project));
  if (matching.length > 0) {
    const kind = matching.every((runner) => runner.isLocal) ? 'local' : 'created';
    return { kind, runners: matching, candidates: availableReplicas(matching, replicas) };
  }
  const ofProject = runners.filter((runner) => !runner.isLocal && servesProject(runner, project));
  const counted = target.kind === 'tags' ? target.tags : [];
  const tags = counted.map((tag) => ({
    tag,
    runners: ofProject.filter((runner) => runner.tags.includes(tag)).length,
  }));
  return { kind: 'no-runner-matches', target, tags, elsewhere: meant };
}

/** Replicas that could start an operation now: Healthy ones first, then with fewest running, then seen last. */
export function availableReplicas<S extends CandidateReplica>(
  runners: readonly CandidateRunner[],
  replicas: readonly S[],
): S[] {
  const ids = new Set(runners.map((runner) => runner.id));
  const available = replicas.filter((replica) => ids.has(replica.runnerId) && canStart(replica));
  return available.sort(compareReplicas);
}

/** Orders replicas that could start an operation, the best first: negative where `a` is better. */
export function compareReplicas(a: CandidateReplica, b: CandidateReplica): number {
  return (
    healthRank(a.health) - healthRank(b.health) ||
    a.running - b.running ||
    b.lastSeen - a.lastSeen ||
    (a.replicaId < b.replicaId ? -1 : 1)
  );
}

function isMeant(runner: CandidateRunner, target: CreatedTarget): boolean {
  if (target.kind === 'runners') return target.runners.some((id) => id === runner.id);
  if (runner.isLocal || target.tags.length === 0) return false;
  const has = (tag: string) => runner.tags.includes(tag);
  return target.match === 'any' ? target.tags.some(has) : target.tags.every(has);
}

function servesProject(runner: CandidateRunner, project: string): boolean {
  return runner.isLocal || runner.assignedProjects.includes(project);
}

function canStart(replica: CandidateReplica): boolean {
  const { polling, draining, paused, running, maxRunning, health } = replica;
  return polling && !draining && paused !== true && running < maxRunning && health !== 'Down';
}

function healthRank(health: Health): number {
  return health === 'Healthy' ? 0 : 1;
}
