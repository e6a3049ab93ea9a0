import { readFile } from 'node:fs/promises';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { type ChaosJob, finished, linesExpected, notesOf, started, stepsReached } from './chaos-job.ts';

export interface Facts extends ChaosAllowance {
  readonly job: ChaosJob;
  readonly execution: Execution;
  readonly lines: readonly string[];
}

/** The faults of a round, and the ends that they allow. */
export interface ChaosAllowance {
  /** A keeper was killed, so its steps may end with it. */
  readonly keeperKilled?: boolean;
  /** A host was lost for the rest of the round, so its steps end as unknown. */
  readonly hostGone?: boolean;
}

/** Returns the inconsistencies between an ended execution and the facts; empty if there are none. */
export async function misfits(facts: Facts, folder: string): Promise<readonly string[]> {
  const notes = (await readFile(notesOf(facts.job, folder), 'utf8').catch(() => '')).split('\n').slice(0, -1);
  const found = [...twice(notes), ...endMisfits(facts, notes), ...outputMisfits(facts)];
  const { job, execution, lines } = facts;
  if (job.secret !== undefined && lines.some((line) => line.includes(job.secret ?? '')))
    found.push('the output contains the secret');
  const end = `${execution.status} ${JSON.stringify(execution.reason ?? null)}`;
  return found.map((problem) => `execution ${execution.id} (${job.name}, ${end}): ${problem}`);
}

function twice(notes: readonly string[]): string[] {
  const again = notes.filter((note, index) => notes.indexOf(note) !== index);
  return again.length === 0 ? [] : [`steps recorded twice: ${again.join(', ')}`];
}

function endMisfits({ job, execution, keeperKilled, hostGone }: Facts, notes: readonly string[]): string[] {
  const reached = stepsReached(job);
  const all = reached.flatMap(({ number }) => [started(number), finished(number)]);
  const isWhole = JSON.stringify(notes) === JSON.stringify(all);
  const exitCode = reached.at(-1)?.step.exitCode ?? 0;
  switch (`${execution.status} ${execution.status === 'failed' ? execution.reason?.code : ''}`.trim()) {
    case 'succeeded':
      if (exitCode !== 0) return ['the execution succeeded, although its last step fails'];
      return isWhole ? [] : [`its steps recorded ${notes.join(', ')}`];
    case 'failed NonZeroResultCode':
      if (exitCode === 0) return ['the execution failed, although none of its steps fails'];
      return isWhole ? [] : [`its steps recorded ${notes.join(', ')}`];
    case 'failed keeper-lost':
      // A keeper receives a step with a secret only after the grant, so the step is lost if its runner is killed in
      // between.
      return keeperKilled === true || job.secret !== undefined
        ? []
        : ['the execution reports a lost keeper, although no keeper was killed'];
    case 'other':
      if (hostGone !== true || execution.customStatus !== 'unknown')
        return ['the execution ended as unknown, although no host was lost'];
      return /was unresponsive for \d+ s/.test(execution.reason?.message ?? '')
        ? []
        : ['the reason does not name an unresponsive host'];
    case 'aborted':
      return job.abortAfterMs === undefined ? ['the execution was aborted without a request'] : [];
    default:
      return ['the execution has an end that no fault explains'];
  }
}

function outputMisfits(facts: Facts): string[] {
  const { job, execution } = facts;
  const isWhole = execution.status === 'succeeded' || execution.reason?.code === 'NonZeroResultCode';
  return (['out', 'err'] as const).flatMap((stream) => {
    const expected = linesExpected(job, stream);
    const lines = facts.lines.filter((line) => isOf(line, stream));
    const gap = lines.findIndex((line, index) => line !== expected[index]);
    // The last line of a cancelled step may be incomplete.
    const isCut =
      !isWhole && gap === lines.length - 1 && expected[gap]?.startsWith(lines[gap] ?? '') === true;
    if (gap >= 0 && !isCut)
      return [`${stream}: line ${gap} is "${lines[gap]}" after "${lines[gap - 1]}", not "${expected[gap]}"`];
    if (isWhole && lines.length < expected.length)
      return [`${stream}: ${lines.length} lines of ${expected.length}`];
    return [];
  });
}

function isOf(line: string, stream: 'out' | 'err'): boolean {
  const isErr = /^s\d+ e/.test(line);
  return stream === 'err' ? isErr : !isErr && /^(s\d* ?|s\d+ line|key)/.test(line);
}
