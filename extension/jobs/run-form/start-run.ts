import type { Execution, RunJob } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { JobOverview } from '../../../protocol/routes/shapes/job-shapes.ts';
import { type CommandContext, checkCoordinator, clientOf } from '../../commands/command.ts';
import { showStarted } from '../../commands/show-started.ts';
import type { RunAnswers } from './run-answers.ts';
import { uploadFiles } from './upload-files.ts';

/** The run settings besides the options. */
export type RunPlace = Pick<
  RunJob,
  'filter' | 'runnerFilter' | 'runnerFilterMode' | 'loglevel' | 'runAtTime'
>;

/**
 * Uploads the files of a run, runs the job, and shows the output, unless the run starts later. Undefined if the user
 * cancels the upload.
 */
export async function startRun(
  context: CommandContext,
  job: JobOverview,
  { values, files }: RunAnswers,
  place: RunPlace,
): Promise<Execution | undefined> {
  const client = clientOf(context);
  const uploaded = await uploadFiles(context, client, job.id, files);
  if (uploaded === undefined) return undefined;
  const execution = await client.runJob({
    params: { job: job.id },
    body: { ...place, options: { ...values, ...uploaded } },
  });
  if (place.runAtTime === undefined) showStarted(context, execution.id, { job: job.id, name: job.name });
  else checkCoordinator(context);
  return execution;
}
