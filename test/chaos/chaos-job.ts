import { join } from 'node:path';
import type { JobText } from '../e2e/harness/jobs.ts';
import type { Random } from './random.ts';

/** A step that prints numbered lines: `s1 line 1` to `s1 line N`. */
export interface ChaosStep {
  readonly lines: number;
  /** Pause between two lines, in seconds; 0 for none. */
  readonly seconds: number;
  readonly exitCode: number;
  readonly pty: boolean;
  /** Whether each line is written to stderr too, as `s1 err 1`. */
  readonly both: boolean;
  /**
   * Whether the step sleeps until it is cancelled, with child processes in the background and in a separate session.
   */
  readonly lingers: boolean;
}

/** A job that runs once. Each step appends a line to its notes file when it starts, and when it completes. */
export interface ChaosJob {
  readonly name: string;
  /** If empty, the job runs on the Local Runner. */
  readonly tags: readonly string[];
  readonly steps: readonly ChaosStep[];
  /** Time in ms from the acceptance of the execution to its stop; undefined if it is not stopped. */
  readonly abortAfterMs: number | undefined;
  readonly secret: string | undefined;
}

const COUNTING: ChaosStep = { lines: 20, seconds: 0.1, exitCode: 0, pty: false, both: false, lingers: false };

/** Chooses the kind of the next job. */
export function chaosJob(number: number, random: Random): ChaosJob {
  const tags = random.pick([['east'], ['east'], ['east'], ['west'], ['west', 'db'], []]);
  const name = `job-${number}`;
  const plain = { name, tags, abortAfterMs: undefined, secret: undefined };
  const counting = (more: Partial<ChaosStep> = {}): ChaosStep => ({
    ...COUNTING,
    lines: random.integer(1, 60),
    ...more,
  });
  switch (random.integer(0, 7)) {
    case 0:
      return { ...plain, steps: [counting({ exitCode: 3 }), counting()] };
    case 1:
      return { ...plain, steps: [counting({ pty: true }), counting()] };
    case 2:
      return { ...plain, steps: [counting(), counting(), counting({ lines: 3 }), counting({ lines: 1 })] };
    case 3:
      return {
        ...plain,
        abortAfterMs: random.integer(0, 8000),
        steps: [counting({ lines: 5, lingers: true, pty: random.chance(0.3) })],
      };
    case 4:
      return { ...plain, steps: [counting({ lines: random.integer(2000, 20_000), seconds: 0 })] };
    case 5:
      return { ...plain, steps: [counting({ both: true })] };
    case 6:
      return { ...plain, secret: `s3cret-${number}-value`, steps: [counting(), counting({ lines: 2 })] };
    default:
      return { ...plain, steps: [counting()] };
  }
}

/** Returns the job in the import format. Its steps write their notes to `folder`. */
export function textOf(job: ChaosJob, folder: string): JobText {
  const steps = job.steps.map((step, index) => {
    const script = scriptOf(job, step, index + 1, folder);
    return step.pty ? { script, pty: true } : script;
  });
  const options =
    job.secret === undefined ? {} : { options: [{ name: 'key', secure: true, valueExposed: true }] };
  return {
    name: job.name,
    ...(job.tags.length === 0 ? {} : { tags: job.tags }),
    steps,
    more: { multipleExecutions: true, ...options },
  };
}

/** Returns the note that step `number` writes when it starts. */
export function started(number: number): string {
  return `started ${number}`;
}

export function finished(number: number): string {
  return `finished ${number}`;
}

/** Returns the notes file of the job's steps. */
export function notesOf(job: ChaosJob, folder: string): string {
  return join(folder, job.name);
}

function scriptOf(job: ChaosJob, step: ChaosStep, number: number, folder: string): string {
  const notes = notesOf(job, folder);
  const lingering = ['sleep 601 &', "setsid sh -c 'sleep 602' &", 'sleep 600'];
  return [
    '#!/bin/sh',
    `echo '${started(number)}' >> '${notes}'`,
    ...(job.secret === undefined ? [] : ['echo "key $RD_OPTION_KEY"']),
    'i=1',
    `while [ $i -le ${step.lines} ]; do`,
    `  echo "s${number} line $i"`,
    ...(step.both ? [`  echo "s${number} err $i" >&2`] : []),
    '  i=$((i+1))',
    ...(step.seconds > 0 ? [`  sleep ${step.seconds}`] : []),
    'done',
    ...(step.lingers ? lingering : []),
    `echo '${finished(number)}' >> '${notes}'`,
    `exit ${step.exitCode}`,
  ].join('\n');
}

/** Returns the lines of one stream if all steps of the job complete. */
export function linesExpected(job: ChaosJob, stream: 'out' | 'err'): readonly string[] {
  return stepsReached(job).flatMap(({ step, number }) => {
    const word = stream === 'out' ? 'line' : 'err';
    if (stream === 'err' && !step.both) return [];
    const key = stream === 'out' && job.secret !== undefined ? ['key *****'] : [];
    return [...key, ...Array.from({ length: step.lines }, (_, index) => `s${number} ${word} ${index + 1}`)];
  });
}

/** Returns the steps up to and including the first that fails, with their numbers. */
export function stepsReached(
  job: ChaosJob,
): readonly { readonly step: ChaosStep; readonly number: number }[] {
  const failing = job.steps.findIndex(({ exitCode }) => exitCode !== 0);
  const reached = failing < 0 ? job.steps : job.steps.slice(0, failing + 1);
  return reached.map((step, index) => ({ step, number: index + 1 }));
}
