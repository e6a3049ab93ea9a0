import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../chaos/random.ts';
import type { Campaign, CampaignOptions } from '../campaign.ts';
import { Findings } from '../findings.ts';
import { judgeAftermath } from '../target/aftermath.ts';
import { watchApi } from '../target/api-watch.ts';
import { AttackedSystem } from '../target/attacked-system.ts';
import { lastErrors, type ProcessFigures, watchProcess } from '../target/process-watch.ts';
import { Attacker } from './attacker.ts';
import { type BlockedLoop, watchLoop } from './loop-blocks.ts';
import { pickMove } from './moves.ts';

const ATTACKERS = 3;
const LONGEST_PAUSE_MS = 30;
/** Peak of the coordinator's resident memory under attack, MiB. */
export const MOST_MEMORY_MIB = 700;

/** Replicas of one runner speak the whole protocol and lie in every field, while another project must not notice. */
export const attackAsRunner: Campaign = async (options) => {
  const { seed, seconds, signal, report } = options;
  const findings = new Findings();
  const random = new Random(seed);
  await using system = await AttackedSystem.open();
  const over = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  const attackers = await Promise.all(
    Array.from({ length: ATTACKERS }, () => createAttacker(system, findings, over)),
  );
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
    ...attackers.map((attacker) => keepAttacking(attacker, random.fork(), over)),
    system.arena.keepBusy(random.fork(), over),
    system.honest.keepRunning(over, findings, trace),
    watching,
    figures,
    loop,
  ]);
  for (const attacker of attackers) attacker.close();
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
      ...system.honest.executions.slice(-2).map((execution) => `${execution}-1`),
      ...system.arena.executions.slice(-3).map((execution) => `${execution}-1`),
    ],
  });
}

function isOf(executions: readonly number[], execution: number, known: Set<number>): boolean {
  for (const one of executions.slice(known.size)) known.add(one);
  return known.has(execution);
}

async function keepAttacking(attacker: Attacker, random: Random, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    // A generator of its own: how much one move draws does not change the next.
    const own = random.fork();
    await pickMove(own)(attacker, own);
    await pause(own.between(0, LONGEST_PAUSE_MS));
  }
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
  const statuses = new Map<number, number>();
  for (const attacker of attackers)
    for (const [status, count] of attacker.statuses)
      statuses.set(status, (statuses.get(status) ?? 0) + count);
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  report(`answers to hostile runners: ${counts.join(', ')}`);
  report(`executions of hostile runners: ${arena.executions.length}; events: ${events}`);
  report(honest.figures());
  const blocked = `event loop blocked at most ${longestMs} ms, ${long} times for more than 100 ms`;
  report(`coordinator: peak ${peakMib} MiB of ${MOST_MEMORY_MIB}, ${blocked}`);
  for (const { path, body } of longestMs > 100 ? suspects : [])
    report(`  before it: ${path.slice(0, 80)} ${JSON.stringify(body).slice(0, 100)}`);
}
