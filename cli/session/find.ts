import { jobPath } from '../../job-language/format/job-path.ts';
import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import type { SessionEnvironment } from './session.ts';

/** Finds a job by UUID or GROUP/NAME. Throws `not-found`, and `usage` if jobs of several projects have the name. */
export async function findJob(
  client: Client,
  named: string,
  project: string | undefined,
  environment: SessionEnvironment,
): Promise<JobOverview> {
  const narrowed = project ?? (environment.OUTRUNNER_PROJECT || undefined);
  const { jobs } = await client.listJobOverviews();
  const within = jobs.filter((job) => narrowed === undefined || job.project === narrowed);
  const byId = jobs.find((job) => job.id === named);
  const found = byId === undefined ? within.filter((job) => jobPath(job) === named) : [byId];
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) throw new OutrunnerError('not-found', { kind: 'Job', name: named });
  throw new OutrunnerError('usage', {
    problem: `Several jobs match "${named}": ${found.map((job) => `${job.id} in ${job.project}`).join(', ')}.`,
    remedy: 'Use the UUID, or name the project with -p.',
  });
}

/** Finds a runner by id or name. Throws `not-found`. */
export async function findRunner(client: Client, named: string): Promise<RunnerOverview> {
  const { runners } = await client.listRunnerOverviews();
  const found =
    runners.find((runner) => runner.id === named) ?? runners.find((runner) => runner.name === named);
  if (found === undefined) throw new OutrunnerError('not-found', { kind: 'Runner', name: named });
  return found;
}

export function executionId(text: string): ExecutionId {
  const parsed = /^\d{1,15}$/.test(text) ? ExecutionId.safeParse(Number(text)) : undefined;
  if (parsed?.success === true) return parsed.data;
  throw new OutrunnerError('usage', { problem: `"${text}" is not an execution number.`, remedy: '' });
}
