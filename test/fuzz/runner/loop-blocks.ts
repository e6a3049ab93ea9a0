import { setTimeout as pause } from 'node:timers/promises';
import type { Findings } from '../target/findings.ts';
import { type Block, readBlocks } from '../target/process-watch.ts';
import type { HostileRequest } from '../wire/hostile-request.ts';
import type { Attacker } from './attacker.ts';

/**
 * Maximum CPU time for which a request may block the event loop, in ms. Far above the goal of 100 ms, so that the test
 * passes on any machine.
 */
const LONGEST_BLOCK_MS = 1000;
const LOOK_EVERY_MS = 2000;
const BEFORE_MS = 1500;

export interface BlockedLoop {
  readonly longestMs: number;
  /** Number of blocks longer than 100 ms. */
  readonly long: number;
  /** The requests sent just before the longest block. */
  readonly suspects: readonly HostileRequest[];
}

/** Measures how long the event loop is blocked, and by which requests, until the attack ends. */
export async function watchLoop(
  file: string,
  attackers: readonly Attacker[],
  findings: Findings,
  over: AbortSignal,
): Promise<BlockedLoop> {
  // Ignore longer blocks during the start, when no one waits.
  const since = Date.now() + LOOK_EVERY_MS;
  let longest: Block = { end: 0, milliseconds: 0 };
  let suspects: readonly HostileRequest[] = [];
  let blocks: readonly Block[] = [];
  let isOver = false;
  while (!isOver) {
    isOver = over.aborted;
    blocks = await readBlocks(file, since);
    const [now] = blocks;
    if (now !== undefined && now.milliseconds > longest.milliseconds) {
      longest = now;
      suspects = sentBefore(now, attackers);
    }
    await pause(LOOK_EVERY_MS);
  }
  if (longest.milliseconds > LONGEST_BLOCK_MS)
    findings.add('the event loop was blocked', `for ${longest.milliseconds} ms`, suspects);
  const long = blocks.filter(({ milliseconds }) => milliseconds > 100).length;
  return { longestMs: longest.milliseconds, long, suspects };
}

function sentBefore({ end, milliseconds }: Block, attackers: readonly Attacker[]): readonly HostileRequest[] {
  const from = end - milliseconds - BEFORE_MS;
  return attackers
    .flatMap(({ history }) => history.filter(({ sent }) => sent >= from && sent <= end))
    .sort((a, b) => a.sent - b.sent)
    .map(({ request }) => request);
}
