import type { OperationTarget } from '../../../job-language/plan/workflow-plan.ts';
import type { Inability } from '../../../protocol/entities/inability.ts';
import type { Health } from '../../../protocol/entities/replica.ts';

/** A runner that matches a queued operation. */
export interface MatchingRunner {
  readonly name: string;
  readonly health: Health;
  readonly replicas: readonly MatchingReplica[];
}

export interface MatchingReplica {
  readonly polling: boolean;
  readonly draining: boolean;
  readonly paused?: boolean;
  /** Why the replica's host cannot start steps; absent if it can. */
  readonly unable?: Inability;
  readonly running: number;
  readonly maxRunning: number;
}

export interface WaitingFor {
  readonly target: OperationTarget['kind'];
  readonly runnersEnabled: boolean;
  /** Name of the project, if runners are switched off for it. */
  readonly project?: string | undefined;
  /** Names of the runners to which the operation is offered. */
  readonly offeredTo: readonly string[];
  /** A replica gave the operation back as not started and is avoided for now. */
  readonly wasReturned?: boolean;
  readonly matching: readonly MatchingRunner[];
  /** Names of runners that would match if the facts that their replicas report were pinned. */
  readonly unpinned?: readonly string[];
}

/** Returns why an operation waits, as a sentence without its full stop. */
export function explainWaiting(waiting: WaitingFor): string {
  const { target, runnersEnabled, project, offeredTo, matching } = waiting;
  const local = target === 'local';
  if (!local && !runnersEnabled) return 'runners are switched off';
  if (!local && project !== undefined) return `runners are switched off for project ${project}`;
  const [offered] = offeredTo;
  if (offered !== undefined) return `offered to runner ${offered}, which has not claimed it yet`;
  if (matching.length === 0 && (waiting.unpinned ?? []).length > 0) return notPinned(waiting.unpinned ?? []);
  if (matching.length === 0) return local ? 'there is no Local Runner' : 'no runner matches any more';
  const all = matching.flatMap(({ replicas }) => replicas);
  const polling = all.filter((replica) => replica.polling);
  // Runners that were chosen for a node are listed by name, because the user sees them nowhere else.
  const named = target === 'runners' ? `runner ${matching.map(({ name }) => name).join(' or ')}: ` : '';
  if (polling.length === 0) return noneReached(target, matching);
  const taking = polling.filter(takesWork);
  if (taking.length === 0) return `${named}${noneOpen(polling, all.length)}`;
  const open = taking.filter(({ unable }) => unable === undefined);
  if (open.length === 0) return noneAble(matching);
  const isFree = open.some((replica) => replica.running < replica.maxRunning);
  if (waiting.wasReturned === true && isFree)
    return `${named}it was given back as not started and will be offered again soon`;
  const those = `${allOf(open.length, all.length, 'available')} ${open.length === 1 ? 'is' : 'are'}`;
  if (target === 'filter' && isFree) return `${those} not matched by the filter at the moment`;
  const running = open.reduce((sum, replica) => sum + replica.running, 0);
  const capacity = open.reduce((sum, replica) => sum + replica.maxRunning, 0);
  return `${named}${those} busy (${running} of ${capacity} running)`;
}

function takesWork({ polling, draining, paused }: MatchingReplica): boolean {
  return polling && !draining && paused !== true;
}

/** Maximum number of runners that an explanation lists. */
const MOST_NAMED = 3;

/** Explains that a step with secrets waits because its filter requires facts that are not pinned. */
function notPinned(runners: readonly string[]): string {
  const [first = ''] = runners;
  const more = runners.length - MOST_NAMED;
  const names = `${runners.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `the step carries secrets, and the facts in its filter are only reported by the hosts of ${names}. Confirm them with \`outrunner runner pin ${first}\`, or filter by tags or names`;
}

/** Explains that no available replica can start steps. Gives the reason of the first such replica. */
function noneAble(matching: readonly MatchingRunner[]): string {
  const unable = matching.flatMap(({ name, replicas }) => {
    const found = replicas.find((replica) => takesWork(replica) && replica.unable !== undefined)?.unable;
    return found === undefined ? [] : [{ name, message: found.message }];
  });
  const names = unable.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = unable.length - names.length;
  const all = [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return `runner${unable.length === 1 ? '' : 's'} ${all} cannot start steps: ${unable[0]?.message ?? ''}`;
}

/** An unresponsive replica that runs a step. */
export interface SilentReplica {
  readonly replica: string;
  readonly runner: string;
  readonly silentMs: number;
  /** Silence after which the coordinator abandons the step, ms. */
  readonly abandonedAfterMs: number;
}

/** Returns why a started step does not finish, as a sentence without its full stop. */
export function explainSilence({ replica, runner, silentMs, abandonedAfterMs }: SilentReplica): string {
  const seconds = (ms: number) => `${Math.floor(ms / 1000)} s`;
  return `its step was started by replica ${replica} of runner ${runner}, unresponsive for ${seconds(silentMs)}; the step is abandoned after ${seconds(abandonedAfterMs)}`;
}

/**
 * Returns the phrase for a number of replicas, such as `all 3 matching replicas`. The phrase contains `what` if
 * `replicas` is less than the number of all `matching` replicas.
 */
function allOf(replicas: number, matching: number, what: 'available' | 'reachable'): string {
  const such = replicas < matching ? `${what} matching` : 'matching';
  return replicas === 1 ? `the only ${such} replica` : `all ${replicas} ${such} replicas`;
}

/** Explains that all these replicas are draining or paused. */
function noneOpen(replicas: readonly MatchingReplica[], matching: number): string {
  const all = allOf(replicas.length, matching, 'reachable');
  const are = replicas.length === 1 ? 'is' : 'are';
  const paused = replicas.filter((replica) => replica.paused === true).length;
  if (paused === replicas.length) return `${all} ${are} paused`;
  if (paused === 0) return `${all} ${are} draining`;
  return `${all} take no new work (${paused} paused, ${replicas.length - paused} draining)`;
}

function noneReached(target: OperationTarget['kind'], matching: readonly MatchingRunner[]): string {
  const counts = new Map<string, number>();
  for (const runner of matching) {
    const state = runner.replicas.length === 0 ? 'without a replica' : runner.health;
    const label = state === 'Healthy' || state === 'Busy' ? 'not connected' : state;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const [only] = counts.keys();
  const [first] = matching;
  if (target === 'local') return `the Local Runner is ${only}`;
  if (target === 'runners' && matching.length === 1) return `runner ${first?.name} is ${only}`;
  if (matching.length === 1) return `1 runner matches; it is ${only}`;
  if (counts.size === 1)
    return `${matching.length} runners match; ${matching.length === 2 ? 'both' : 'all'} are ${only}`;
  const parts = Array.from(counts, ([state, count]) => `${count} ${count === 1 ? 'is' : 'are'} ${state}`);
  return `${matching.length} runners match; ${parts.join(', ')}`;
}
