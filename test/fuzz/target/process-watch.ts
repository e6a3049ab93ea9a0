import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { peakMemory } from '../../e2e/harness/processes.ts';
import type { Program } from '../../e2e/harness/program.ts';
import type { Findings } from '../findings.ts';

const LOOK_EVERY_MS = 500;

export interface ProcessFigures {
  /** Peak of resident memory, MiB. */
  readonly peakMib: number;
  /** Longest delay of the event loop, ms. */
  readonly loopDelayMs: number;
}

/**
 * Watches the coordinator's process until `over`: that it lives, and that its memory stays within `mostMib`.
 *
 * @param delayFile what `event-loop-delay.main.ts` writes
 */
export async function watchProcess(
  program: Program,
  delayFile: string,
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
  return {
    peakMib: Math.round(peakMib),
    loopDelayMs: Number(await readFile(delayFile, 'utf8').catch(() => '0')),
  };
}

/** The last lines of its log that tell of errors. */
export function lastErrors(program: Program): string {
  return program.stdout
    .split('\n')
    .filter((line) => /"level":"(error|fatal)"/.test(line))
    .slice(-10)
    .map((line) => line.slice(0, 2000))
    .join('\n');
}
