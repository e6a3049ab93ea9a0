import { setTimeout as pause } from 'node:timers/promises';
import { RUNNER_PATHS } from '../../../protocol/runner/headers.ts';
import { Random } from '../../chaos/random.ts';
import type { Campaign, CampaignOptions } from '../campaign.ts';
import { judgeAftermath } from '../target/aftermath.ts';
import { watchApi } from '../target/api-watch.ts';
import { attackPeriod } from '../target/attack-period.ts';
import { AttackedSystem } from '../target/attacked-system.ts';
import { Findings } from '../target/findings.ts';
import { lastErrors, type ProcessFigures, watchProcess } from '../target/process-watch.ts';
import { anonymousMove } from './anonymous-moves.ts';
import { Attacker, type Move } from './attacker.ts';
import { type BlockedLoop, watchLoop } from './loop-blocks.ts';
import { pickMove } from './moves.ts';

const REPLICAS = 3;
const LONGEST_PAUSE_MS = 30;
const REACHES_ALL_AFTER_SECONDS = 45;
/** Limit of the coordinator's peak resident memory under attack, in MiB. */
export const MOST_MEMORY_MIB = 512;

/** Replicas of one runner use the whole protocol and lie in every field, while another project must not be affected. */
export const attackAsRunner: Campaign = async (options) => {
  const { seed, seconds, signal, report } = options;
  const findings = new Findings();
  const random = new Random(seed);
  await using system = await AttackedSystem.open();
  const over = attackPeriod(seconds, signal);
  const attackers: Attacker[] = [];
  const replicas = await Promise.all(
    Array.from({ length: REPLICAS }, () => createAttacker(system, findings, over, () => wordsOf(attackers))),
  );
  const anonymous = await createAttacker(system, findings, over, () => wordsOf(attackers));
  attackers.push(anonymous, ...replicas);
  const trace = () => attackers.flatMap((attacker) => attacker.trace());
  const watched = () => ({
    projects: system.projects,
    runnerIds: system.runnerIds,
    executions: system.arena.executions,
  });
  const figures = watchProcess(system.coordinator.program, MOST_MEMORY_MIB, { findings, over, trace });
  const loop = watchLoop(system.delayFile, attackers, findings, over);
  const watching = watchApi(system.coordinator, watched, random.fork(), findings, over);
  await Promise.all([
    keepAttacking(anonymous, () => anonymousMove, random.fork(), over),
    ...replicas.map((replica) => keepAttacking(replica, pickMove, random.fork(), over)),
    system.arena.keepBusy(system.hostileRunner, random.fork(), over),
    system.honest.keepRunning(over, findings, trace),
    watching,
    figures,
    loop,
  ]);
  for (const attacker of attackers) attacker.close();
  judgeReach(attackers, seconds, findings);
  await judgeAftermath(system, findings).catch((error: unknown) =>
    findings.add(
      'the aftermath could not be judged',
      `${String(error)}\n${lastErrors(system.coordinator.program)}`,
    ),
  );
  summarize(system, attackers, { ...(await figures), ...(await watching), ...(await loop) }, report);
  return findings.list();
};

export async function createAttacker(
  system: AttackedSystem,
  findings: Findings,
  over: AbortSignal,
  heardOf: () => readonly string[] = () => [],
): Promise<Attacker> {
  const honest = new Set<number>();
  return Attacker.create({
    port: () => system.coordinator.port,
    enrollmentKey: system.enrollmentKey,
    findings,
    signal: over,
    marker: system.marker,
    isOwn: (execution) => !isOf(system.honest.executions, execution, honest),
    heardOf: () => [
      ...heardOf(),
      ...system.honest.executions.slice(-2).map((execution) => `${execution}-1`),
      ...[system.honestReplica, system.enrollmentToken],
      ...system.arena.executions.slice(-3).map((execution) => `${execution}-1`),
    ],
  });
}

function wordsOf(attackers: readonly Attacker[]): readonly string[] {
  return attackers.flatMap(({ sessionId, replicaId, granted }) => [
    ...[sessionId, replicaId],
    ...granted.map(({ operationId }) => operationId),
  ]);
}

function isOf(executions: readonly number[], execution: number, known: Set<number>): boolean {
  for (const one of executions.slice(known.size)) known.add(one);
  return known.has(execution);
}

async function keepAttacking(
  attacker: Attacker,
  pick: (random: Random) => Move,
  random: Random,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    // Each move has its own generator, so that its draws do not affect the next move.
    const own = random.fork();
    await pick(own)(attacker, own);
    await pause(own.between(0, LONGEST_PAUSE_MS));
  }
}

/** Calls of an honest replica. If none of them succeeds, the attack tests nothing. */
const REACHED = Object.keys(RUNNER_PATHS).map((call) => `${call} 200`);

function judgeReach(attackers: readonly Attacker[], seconds: number, findings: Findings): void {
  const answers = answersOf(attackers);
  const missing = REACHED.filter((call) => !answers.has(call));
  if (seconds >= REACHES_ALL_AFTER_SECONDS && missing.length > 0)
    findings.add('the attack did not reach every call', `no answer ${missing.join(', ')}`);
}

function answersOf(attackers: readonly Attacker[]): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  for (const { answers } of attackers)
    for (const [call, count] of answers) all.set(call, (all.get(call) ?? 0) + count);
  return new Map([...all].sort(([a], [b]) => a.localeCompare(b)));
}

interface Figures extends ProcessFigures, BlockedLoop {
  readonly events: number;
}

function summarize(
  { honest, arena }: AttackedSystem,
  attackers: readonly Attacker[],
  { peakMib, longestMs, long, suspects, events }: Figures,
  report: CampaignOptions['report'],
): void {
  report(`answers: ${[...answersOf(attackers)].map(([call, count]) => `${call}: ${count}`).join(', ')}`);
  report(`executions of hostile runners: ${arena.executions.length}; events: ${events}`);
  report(honest.figures());
  const blocked = `event loop blocked at most ${longestMs} ms, ${long} times for more than 100 ms`;
  report(`coordinator: peak ${peakMib} MiB of ${MOST_MEMORY_MIB}, ${blocked}`);
  for (const { path, body } of longestMs > 100 ? suspects.slice(-5) : [])
    report(`  before it: ${path.slice(0, 80)} ${JSON.stringify(body).slice(0, 100)}`);
}
