import type { Inability } from '../../protocol/entities/inability.ts';
import type { Health } from '../../protocol/entities/replica.ts';
import type { OperationTarget } from '../plan/workflow-plan.ts';
import { type FilteredRunner, matchesRunner } from '../runner-filter/match-runner-filter.ts';
import { parseRunnerFilter } from '../runner-filter/parse-runner-filter.ts';
import { printRunnerFilter } from '../runner-filter/print-runner-filter.ts';
import { type RunnerFilter, termsOf } from '../runner-filter/runner-filter.ts';

export interface CandidateRunner {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly assignedProjects: readonly string[];
  /** Whether this is the Local Runner, which serves every project, and only jobs that select no runner. */
  readonly isLocal: boolean;
}

export interface CandidateReplica {
  readonly replicaId: string;
  readonly runnerId: string;
  readonly health: Health;
  /** Only a polling replica is available for work. */
  readonly polling: boolean;
  readonly draining: boolean;
  /** Whether an administrator paused the replica or its runner. */
  readonly paused?: boolean;
  /** Why its host cannot start steps; absent if it can. */
  readonly unable?: Inability | undefined;
  readonly running: number;
  readonly maxRunning: number;
  /** Facts of the host that a runner filter may test. */
  readonly host?: ReplicaHost['host'] | undefined;
  /** Time of the last sign of life in ms, by any clock that is the same for all replicas. */
  readonly lastSeen: number;
}

/** The host of an available or unavailable replica. */
export interface ReplicaHost {
  readonly runnerId: string;
  readonly host: NonNullable<FilteredRunner['replica']>['host'];
}

/** Everything the choice depends on. */
export interface ChoiceInput<R extends CandidateRunner, S extends CandidateReplica> {
  readonly target: OperationTarget;
  readonly project: string;
  readonly runners: readonly R[];
  readonly replicas: readonly S[];
  /** The hosts of enrolled replicas, which runner filters test; absent: unknown. */
  readonly hosts?: readonly ReplicaHost[] | undefined;
}

/** The number of runners of the project that have a tag, or that a term of a filter matches. */
export interface TagCount {
  readonly tag: string;
  readonly runners: number;
}

/**
 * The result of choosing a runner. `candidates` are the replicas that could start the operation now, best first. If
 * there are none, the operation waits for one of `runners`. `local` without runners: the coordinator has no Local
 * Runner.
 */
export type RunnerChoice<R extends CandidateRunner, S extends CandidateReplica> =
  | { readonly kind: 'local' | 'created'; readonly runners: readonly R[]; readonly candidates: readonly S[] }
  | {
      readonly kind: 'no-runner-matches';
      readonly target: CreatedTarget;
      /** Counts for each tag, or for each term of a filter. */
      readonly tags: readonly TagCount[];
      /** Runners that would match, but belong to other projects or to none. */
      readonly elsewhere: readonly R[];
    };

/** A target that created runners serve. */
export type CreatedTarget = Exclude<OperationTarget, { readonly kind: 'local' }>;

/**
 * Chooses the runners of a target and orders their replicas. Pure: the same for the run, its preview and its errors.
 */
export function chooseRunner<R extends CandidateRunner, S extends CandidateReplica>(
  input: ChoiceInput<R, S>,
): RunnerChoice<R, S> {
  const { target, project, runners, replicas } = input;
  if (target.kind === 'local') {
    const local = runners.filter((runner) => runner.isLocal);
    return { kind: 'local', runners: local, candidates: availableReplicas(local, replicas) };
  }
  const means = meaning(target, input.hosts ?? []);
  const meant = runners.filter(means);
  const matching = meant.filter((runner) => servesProject(runner, project));
  if (matching.length > 0) {
    const kind = matching.every((runner) => runner.isLocal) ? 'local' : 'created';
    const candidates = availableReplicas(matching, replicas);
    const asked = target.kind === 'filter' ? candidates.filter(asksFor(target.filter, matching)) : candidates;
    return { kind, runners: matching, candidates: asked };
  }
  const ofProject = runners.filter((runner) => !runner.isLocal && servesProject(runner, project));
  const tags = partsOf(target).map(([tag, part]) => ({
    tag,
    runners: ofProject.filter(meaning(part, input.hosts ?? [])).length,
  }));
  return { kind: 'no-runner-matches', target, tags, elsewhere: meant };
}

/**
 * Returns the replicas that could start an operation now: Healthy ones first, then those with the fewest
 * running operations, then those seen most recently.
 */
export function availableReplicas<S extends CandidateReplica>(
  runners: readonly CandidateRunner[],
  replicas: readonly S[],
): S[] {
  const ids = new Set(runners.map((runner) => runner.id));
  const available = replicas.filter((replica) => ids.has(replica.runnerId) && canStart(replica));
  return available.sort(compareReplicas);
}

/** Compares replicas that could start an operation: negative if `a` is better. */
export function compareReplicas(a: CandidateReplica, b: CandidateReplica): number {
  return (
    healthRank(a.health) - healthRank(b.health) ||
    a.running - b.running ||
    b.lastSeen - a.lastSeen ||
    (a.replicaId < b.replicaId ? -1 : 1)
  );
}

/**
 * Returns a predicate for the runners of a target in a project. Facts of hosts are unknown, so that a filter that tests
 * them matches.
 */
export function runnerMatcher(target: OperationTarget, project: string): Meaning {
  if (target.kind === 'local') return ({ isLocal }) => isLocal;
  const means = meaning(target, []);
  return (runner) => means(runner) && servesProject(runner, project);
}

type Meaning = (runner: CandidateRunner) => boolean;

/**
 * Returns a predicate for the runners of a target. A filter that tests hosts matches a runner if one of its
 * hosts matches.
 */
function meaning(target: CreatedTarget, hosts: readonly ReplicaHost[]): Meaning {
  switch (target.kind) {
    case 'runners':
      // A node may have any runner as its own. Nodes that may run on the Local Runner have another target, so the Local
      // Runner is excluded here.
      return ({ id, isLocal }) => !isLocal && target.runners.some((named) => named === id);
    case 'tags': {
      const { tags, match } = target;
      const has = (runner: CandidateRunner) => (tag: string) => runner.tags.includes(tag);
      return (runner) =>
        !runner.isLocal &&
        tags.length > 0 &&
        (match === 'any' ? tags.some(has(runner)) : tags.every(has(runner)));
    }
    case 'filter': {
      const filter = parseRunnerFilter(target.filter);
      return (runner) => !runner.isLocal && mayMean(filter, runner, hosts);
    }
  }
}

function mayMean(filter: RunnerFilter, { id, name, tags }: CandidateRunner, hosts: readonly ReplicaHost[]) {
  const own = hosts.filter(({ runnerId }) => runnerId === id);
  if (own.length === 0) return matchesRunner(filter, { name, tags }) !== false;
  return own.some(({ host }) => matchesRunner(filter, { name, tags, replica: { host } }) !== false);
}

/** Splits a target into its requirements, each with its text for messages. */
function partsOf(target: CreatedTarget): (readonly [string, CreatedTarget])[] {
  if (target.kind === 'tags')
    return target.tags.map((tag) => [tag, { kind: 'tags', match: 'all', tags: [tag] }]);
  if (target.kind === 'runners') return [];
  const texts = termsOf(parseRunnerFilter(target.filter)).map(printRunnerFilter);
  return [...new Set(texts)].map((filter) => [filter, { kind: 'filter', filter }]);
}

/** Returns a predicate for replicas that match a filter, including their health. */
function asksFor(text: string, runners: readonly CandidateRunner[]) {
  const filter = parseRunnerFilter(text);
  const byId = new Map(runners.map((runner) => [runner.id, runner]));
  return ({ runnerId, host, health }: CandidateReplica) => {
    const runner = byId.get(runnerId);
    if (runner === undefined) return false;
    const { name, tags } = runner;
    const replica = host === undefined ? undefined : { host, health };
    return matchesRunner(filter, { name, tags, ...(replica === undefined ? {} : { replica }) }) === true;
  };
}

function servesProject(runner: CandidateRunner, project: string): boolean {
  return runner.isLocal || runner.assignedProjects.includes(project);
}

function canStart(replica: CandidateReplica): boolean {
  const { polling, draining, paused, unable, running, maxRunning, health } = replica;
  const takesWork = !draining && paused !== true && unable === undefined;
  return polling && takesWork && running < maxRunning && health !== 'Down';
}

function healthRank(health: Health): number {
  return health === 'Healthy' ? 0 : 1;
}
