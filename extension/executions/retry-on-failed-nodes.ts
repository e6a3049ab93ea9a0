import type { JobOption } from '../../protocol/routes/shapes/job-shapes.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickExecution } from '../commands/pick.ts';
import { askForOptions } from '../jobs/run-form/form-of-job.ts';
import { uploadFiles } from '../jobs/run-form/upload-files.ts';

/** Runs the job of an execution again with the same options, on its failed nodes. Asks for options that were not stored. */
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
  const answers = await askForOptions(context, title, { id: job, options: options.filter(isNotStored) });
  const files = answers && (await uploadFiles(context, client, job, answers.files));
  if (answers === undefined || files === undefined) return;
  const execution = await client.retryJob({
    params: { job, execution: failed.id },
    body: { failedNodes: true, options: { ...answers.values, ...files } },
  });
  const { editor } = context;
  editor.openOutput(execution.id, { reveal: editor.revealsOutput, startedHere: true, name });
};

/** Whether an execution does not store the value of an option: files and typed secure values. */
function isNotStored({ isFile, secure, secureDefault }: JobOption): boolean {
  return isFile === true || (secure && secureDefault === undefined);
}
