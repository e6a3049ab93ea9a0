import type { Client } from '../../../protocol/client/client.ts';
import { isOpenStatus } from '../../../protocol/entities/open-statuses.ts';
import { type ExecutionId, JobId, ProjectName } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { until } from './until.ts';

export interface JobText {
  readonly name: string;
  readonly tags?: readonly string[];
  readonly match?: 'TAG_FILTER_AND' | 'TAG_FILTER_OR';
  /** Each string is a step of kind `script`. An object is used as a step unchanged. */
  readonly steps: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Formats a job as JSON, which is valid in the job format. */
export function jobText(job: JobText): string {
  const selector =
    job.tags === undefined
      ? {}
      : {
          runnerSelector: {
            filter: job.tags.join(','),
            runnerFilterMode: 'TAGS',
            runnerFilterType: job.match ?? 'TAG_FILTER_AND',
          },
        };
  const commands = job.steps.map((step) => (typeof step === 'string' ? { script: step } : step));
  return JSON.stringify([{ name: job.name, ...selector, sequence: { commands }, ...job.more }]);
}

/** Imports a job into project `demo` and returns its id. */
export async function importJob(client: Client, job: JobText): Promise<JobId> {
  const result = await client.importJobs({
    params: { project: ProjectName.parse('demo') },
    query: { dupeOption: 'update' },
    body: { text: jobText(job), mediaType: 'application/json' },
  });
  const id = result.succeeded[0]?.id;
  if (id === undefined) throw new Error(`the job was not imported: ${result.failed[0]?.error}`);
  return id;
}

/** Imports a job and runs it. */
export async function runJob(
  client: Client,
  job: JobText,
  options: Readonly<Record<string, string>> = {},
): Promise<ExecutionId> {
  const id = await importJob(client, job);
  const execution = await client.runJob({ params: { job: JobId.parse(id) }, body: { options } });
  return execution.id;
}

/** Waits for the end of an execution, across restarts of the coordinator. */
export async function endOf(client: Client, execution: ExecutionId, hangMs = 120_000): Promise<Execution> {
  return until(
    `execution ${execution} to end`,
    async () => {
      const now = await client.getExecution({ params: { execution } });
      return isOpenStatus(now.status) ? undefined : now;
    },
    hangMs,
  );
}

/** Returns all lines of an execution's output. */
export async function linesOf(client: Client, execution: ExecutionId): Promise<readonly string[]> {
  const lines: string[] = [];
  let offset = '0';
  for (;;) {
    const answer = await client.getExecutionOutput({ params: { execution }, query: { offset } });
    lines.push(...answer.entries.map((entry) => entry.log));
    if (answer.completed || answer.entries.length === 0) return lines;
    offset = answer.offset;
  }
}

/** Waits until the output contains a line. */
export async function lineSeen(client: Client, execution: ExecutionId, line: string): Promise<void> {
  await until(`the line "${line}"`, async () =>
    (await linesOf(client, execution)).includes(line) ? true : undefined,
  );
}

/** Returns the lines `from` to `to` that a counting step prints. */
export function counting(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);
}

/**
 * Returns a script that appends a line to a file when it starts, and prints `line 1` to `line N`, one every `seconds`.
 * The number of lines in the file is the number of starts.
 */
export function countingScript(startsFile: string, lines: number, seconds: number): string {
  return [
    '#!/bin/sh',
    `echo started >> '${startsFile}'`,
    'i=1',
    `while [ $i -le ${lines} ]; do echo "line $i"; i=$((i+1)); sleep ${seconds}; done`,
  ].join('\n');
}
