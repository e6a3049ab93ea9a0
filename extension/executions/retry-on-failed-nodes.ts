import type { JobOption } from '../../protocol/routes/shapes/job-shapes.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickExecution } from '../commands/pick.ts';
import { askForOptions } from '../jobs/run-form/form-of-job.ts';
import { uploadFiles } from '../jobs/run-form/upload-files.ts';

/** Runs the job of an execution again as it was run, on the nodes on which it failed. Asks for what was not kept. */
export const retryOnFailedNodes: Command = async (context, subject) => {
  const failed = await pickExecution(
    context,
    subject,
    'Retry on Failed Nodes',
    (it) => it.job !== undefined && it.status !== 'running' && it.failedNodes.length > 0,
  );
  if (failed?.job === undefined) return;
  const { id: job, name } = failed.job;
  const client = clientOf(context);
  const { options } = await client.getJobOptions({ params: { job } });
  const title = `Retry #${failed.id} ${name}`;
  const answers = await askForOptions(context, title, { id: job, options: options.filter(isForgotten) });
  const files = answers && (await uploadFiles(context, client, job, answers.files));
  if (answers === undefined || files === undefined) return;
  const execution = await client.retryJob({
    params: { job, execution: failed.id },
    body: { failedNodes: true, options: { ...answers.values, ...files } },
  });
  const { editor } = context;
  editor.openOutput(execution.id, { reveal: editor.revealsOutput, startedHere: true, name });
};

/** What an execution does not keep for a later one: its files, and values of secure options that were typed. */
function isForgotten({ isFile, secure, secureDefault }: JobOption): boolean {
  return isFile === true || (secure && secureDefault === undefined);
}
