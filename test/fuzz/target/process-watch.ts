import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { peakMemory } from '../../e2e/harness/processes.ts';
import type { Program } from '../../e2e/harness/program.ts';
import type { Findings } from './findings.ts';

const LOOK_EVERY_MS = 500;

export interface ProcessFigures {
  /** Peak resident memory, in MiB. */
  readonly peakMib: number;
}

/** Checks until `over` aborts that the coordinator's process is running and uses at most `mostMib` MiB. */
export async function watchProcess(
  program: Program,
  mostMib: number,
  { findings, over, trace }: { findings: Findings; over: AbortSignal; trace: () => readonly unknown[] },
): Promise<ProcessFigures> {
  let peakMib = 0;
  let isOver = false;
  while (!isOver) {
    isOver = over.aborted;
    const { exitCode, signalCode } = program.child;
    if (exitCode !== null || signalCode !== null) {
      findings.add(
        'the coordinator ended',
        `code ${exitCode}, signal ${signalCode}\n${program.stderr.slice(-4000)}\n${lastErrors(program)}`,
        trace(),
      );
      break;
    }
    const before = peakMib;
    peakMib = Math.max(peakMib, await peakMemory(program.pid).catch(() => 0));
    if (peakMib > mostMib && before <= mostMib)
      findings.add('the coordinator takes too much memory', `${peakMib} MiB of ${mostMib}`, trace());
    await pause(LOOK_EVERY_MS);
  }
  return { peakMib: Math.round(peakMib) };
}

/** A period in which the event loop was blocked. */
export interface Block {
  /** Epoch ms. */
  readonly end: number;
  /** CPU time, ms. */
  readonly milliseconds: number;
}

/** Reads the blocks since a time from the file of `event-loop-delay.main.ts`, longest first. */
export async function readBlocks(file: string, since: number): Promise<readonly Block[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ').map(Number))
    .map(([end = 0, milliseconds = 0]) => ({ end, milliseconds }))
    .filter(({ end }) => end >= since)
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

/** Returns the last error lines in the coordinator's log. */
export function lastErrors(program: Program): string {
  return program.stdout
    .split('\n')
    .filter((line) => /"level":"(error|fatal)"/.test(line))
    .slice(-10)
    .map((line) => line.slice(0, 2000))
    .join('\n');
}
