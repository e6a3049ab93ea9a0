import { jobPath } from '../../../protocol/job/job-path.ts';
import type { JobOverview } from '../../../protocol/routes/shapes/job-shapes.ts';
import { selectorText } from '../../views/words.ts';
import { type Command, type CommandContext, clientOf } from '../command.ts';
import { pickJob } from '../pick.ts';
import { askRunners } from './run-form/ask-runners.ts';
import { askForRun } from './run-form/form-of-job.ts';
import { uploadFiles } from './run-form/upload-files.ts';

/** Runs a job after asking for its options, and shows its output. */
export const runJob: Command = async (context, subject) => {
  const job = await pickJob(context, subject, 'Run Job');
  if (job !== undefined) await runWith(context, job, {});
};

/** Asks for the options, beginning with values of an earlier run, and runs the job. */
export async function runWith(
  context: CommandContext,
  job: JobOverview,
  before: Readonly<Record<string, string>>,
  more: { readonly filter?: string } = {},
): Promise<void> {
  const client = clientOf(context);
  const { options, runnerFilterEditable } = await client.getJobOptions({ params: { job: job.id } });
  const title = `Run ${jobPath(job)}`;
  const answers = await askForRun(context, title, { id: job.id, options }, before);
  if (answers === undefined) return;
  const runners = runnerFilterEditable ? await askRunners(context.prompts, title, selectorText(job)) : {};
  if (runners === undefined) return;
  const files = await uploadFiles(context, client, job.id, answers.files);
  if (files === undefined) return;
  const execution = await client.runJob({
    params: { job: job.id },
    body: { ...more, ...runners, options: { ...answers.values, ...files } },
  });
  const { desk } = context;
  desk.openOutput(execution.id, { reveal: desk.revealsOutput, startedHere: true, name: job.name });
}
