import type { Health } from '../entities/replica.ts';

/** What a job asks for. `tags` are lower-cased, each once. */
export interface WantedRunner {
  readonly mode: 'LOCAL' | 'TAGS' | 'FILTER';
  /** TAG_FILTER_AND: every tag; TAG_FILTER_OR: any. */
  readonly type: 'LOCAL_RUNNER' | 'TAG_FILTER_AND' | 'TAG_FILTER_OR';
  readonly tags: readonly string[];
}

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
  readonly wanted: WantedRunner;
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
  | { readonly kind: 'local' | 'tagged'; readonly runners: readonly R[]; readonly candidates: readonly S[] }
  | {
      readonly kind: 'no-runner-matches';
      readonly tags: readonly TagCount[];
      readonly elsewhere: readonly R[];
    };

/** Chooses the runners of a job and orders their replicas. Pure: the same for the run, its preview and its errors. */
export function chooseRunner<R extends CandidateRunner, S extends CandidateReplica>(
  input: ChoiceInput<R, S>,
): Choice<R, S> {
  const { wanted, project, runners, replicas } = input;
  if (wanted.mode === 'LOCAL') {
    const local = runners.filter((runner) => runner.isLocal);
    return { kind: 'local', runners: local, candidates: availableReplicas(local, replicas) };
  }
  const created = runners.filter((runner) => !runner.isLocal);
  const carriers = created.filter((runner) => carries(runner, wanted));
  const matching = carriers.filter((runner) => servesProject(runner, project));
  if (matching.length > 0) {
    return { kind: 'tagged', runners: matching, candidates: availableReplicas(matching, replicas) };
  }
  const ofProject = created.filter((runner) => servesProject(runner, project));
  const tags = wanted.tags.map((tag) => ({
    tag,
    runners: ofProject.filter((runner) => runner.tags.includes(tag)).length,
  }));
  return { kind: 'no-runner-matches', tags, elsewhere: carriers };
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

function carries(runner: CandidateRunner, { type, tags }: WantedRunner): boolean {
  if (tags.length === 0) return false;
  const has = (tag: string) => runner.tags.includes(tag);
  return type === 'TAG_FILTER_OR' ? tags.some(has) : tags.every(has);
}

function servesProject(runner: CandidateRunner, project: string): boolean {
  return runner.assignedProjects.includes(project);
}

function canStart(replica: CandidateReplica): boolean {
  const { polling, draining, paused, running, maxRunning, health } = replica;
  return polling && !draining && paused !== true && running < maxRunning && health !== 'Down';
}

function healthRank(health: Health): number {
  return health === 'Healthy' ? 0 : 1;
}
