import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { AskedOption } from '../../protocol/routes/shapes/job-shapes.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickExecution } from '../commands/pick.ts';
import { askForOptions } from '../jobs/run-form/form-of-job.ts';
import { uploadFiles } from '../jobs/run-form/upload-files.ts';
import { runWith } from '../jobs/run-job.ts';
import { executionName } from '../model/display-text.ts';

/** Opens the output of an execution in a terminal. */
export const openOutput: Command = async (context, subject) => {
  const execution = await pickExecution(context, subject, 'Open Output', () => true);
  if (execution === undefined) return;
  const name = execution.job?.name ?? executionName(execution);
  context.editor.openOutput(execution.id, { reveal: true, startedHere: false, name });
};

/** Stops an execution, or all selected running executions. */
export const stopExecution: Command = async (context, subject, selected) => {
  const ids = new Set<number>(selected.flatMap((it) => (it.kind === 'execution' ? it.executionId : [])));
  const running = context.model().executions.filter((it) => it.status === 'running');
  const several = ids.size > 1 ? running.filter((it) => ids.has(it.id)) : [];
  const one =
    several.length === 0
      ? await pickExecution(context, subject, 'Stop Execution', (it) => it.status === 'running')
      : undefined;
  const client = clientOf(context);
  for (const execution of one === undefined ? several : [one]) {
    const { abort } = await client.abortExecution({ params: { execution: execution.id } });
    if (abort.status === 'failed')
      await context.prompts.warn(`Execution #${execution.id} was not stopped: ${abort.reason}`);
  }
};

/** Runs the job of an execution again. Its options are prefilled, except secure ones. */
export const rerunExecution: Command = async (context, subject) => {
  const execution = await pickExecution(
    context,
    subject,
    'Rerun Execution',
    (it) => it.job !== undefined && it.status !== 'running',
  );
  if (execution === undefined) return;
  const job = context.model().jobs.find((it) => it.id === execution.job?.id);
  if (job === undefined) {
    throw new OutrunnerError('not-found', {
      kind: 'Job',
      name: execution.job?.name ?? execution.description,
    });
  }
  await runWith(context, job, execution.job?.options ?? {});
};

/**
 * Runs the job of an execution again with the same options, on its failed nodes. Asks for options whose values were not
 * stored.
 */
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

/** Whether executions do not store the value of the option: files and typed secure values. */
function isNotStored({ isFile, secure, secureDefault }: AskedOption): boolean {
  return isFile === true || (secure && secureDefault === undefined);
}
