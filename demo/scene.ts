import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../protocol/client/client.ts';
import { followExecutionEvents } from '../protocol/client/follow-execution-events.ts';
import type { ExecutionEvent } from '../protocol/events/execution-event.ts';
import type { ExecutionId, JobId, ProjectName } from '../protocol/ids.ts';
import type { JobOverview } from '../protocol/routes/shapes/job-shapes.ts';

const LOOK_EVERY_MS = 50;
const HANGS_AFTER_MS = 20_000;

/** Imports every job file of a folder. */
export async function importExamples(
  client: Client,
  project: ProjectName,
  folder: string,
): Promise<readonly JobOverview[]> {
  const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8');
    const { failed } = await client.importJobs({
      params: { project },
      query: { dupeOption: 'update' },
      body: { text, mediaType: 'application/yaml' },
    });
    const [problem] = failed;
    if (problem !== undefined) throw new Error(`${file}:${problem.line ?? 1}: ${problem.error}`);
  }
  return (await client.listJobOverviews({ query: { project } })).jobs;
}

/** Returns the job with this name. Throws if `examples/` contains no such job. */
export function jobNamed(jobs: readonly JobOverview[], name: string): JobOverview {
  const job = jobs.find((it) => it.name === name);
  if (job === undefined) throw new Error(`examples/ has no job ${name}`);
  return job;
}

/** Stores the nodes of a file in the project. */
export async function storeNodes(client: Client, project: ProjectName, file: string): Promise<void> {
  const body = { text: await readFile(file, 'utf8'), mediaType: 'application/yaml' };
  await client.setSourceNodes({ params: { project, index: 1 }, body });
}

/** Waits until all these runners are Healthy. */
export async function healthy(client: Client, names: readonly string[]): Promise<void> {
  const deadline = performance.now() + HANGS_AFTER_MS;
  while (performance.now() < deadline) {
    const { runners } = await client.listRunnerOverviews();
    if (names.every((name) => runners.some((it) => it.name === name && it.health === 'Healthy'))) return;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`the runners ${names.join(', ')} did not become Healthy`);
}

/** Runs a job and follows its event stream to the end. Passes the output of its steps on as it arrives. */
export async function runAndFollow(
  client: Client,
  job: JobId,
  seen: { readonly event: (event: ExecutionEvent) => void; readonly output: (bytes: Buffer) => void },
): Promise<ExecutionId> {
  const { id } = await client.runJob({ params: { job }, body: {} });
  const events = followExecutionEvents({
    open: (from) => client.executionStream({ params: { execution: id }, query: { from } }),
    signal: AbortSignal.timeout(HANGS_AFTER_MS * 2),
  });
  for await (const event of events) {
    if (event.type === 'output') seen.output(Buffer.from(event.bytes, 'base64'));
    else seen.event(event);
  }
  return id;
}
