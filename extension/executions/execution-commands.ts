import * as l10n from '@vscode/l10n';
import { isOpenStatus } from '../../protocol/entities/open-statuses.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { AskedOption, JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickExecution, pickJob } from '../commands/pick.ts';
import { showStarted } from '../commands/show-started.ts';
import { askForOptions } from '../jobs/run-form/form-of-job.ts';
import { uploadFiles } from '../jobs/run-form/upload-files.ts';
import { runWith } from '../jobs/run-job.ts';
import { shortExecutionName } from '../model/display-text.ts';
import type { Subject } from '../tree/tree-node.ts';

/** Opens the output of an execution in a terminal. */
export const openOutput: Command = async (context, subject) => {
  const execution = await pickExecution(context, subject, l10n.t('Open Output'), () => true);
  if (execution === undefined) return;
  const name = shortExecutionName(execution);
  context.editor.openOutput(execution.id, { reveal: true, startedHere: false, name });
};

/** Stops an execution, or all selected executions that have not ended. */
export const stopExecution: Command = async (context, subject, selected) => {
  const ids = new Set<number>(selected.flatMap((it) => (it.kind === 'execution' ? it.executionId : [])));
  const open = context.model().executions.filter((it) => isOpenStatus(it.status));
  const several = ids.size > 1 ? open.filter((it) => ids.has(it.id)) : [];
  const one =
    several.length === 0
      ? await pickExecution(context, subject, l10n.t('Stop Execution'), (it) => isOpenStatus(it.status))
      : undefined;
  const client = clientOf(context);
  for (const execution of one === undefined ? several : [one]) {
    const { abort } = await client.abortExecution({ params: { execution: execution.id } });
    if (abort.status === 'failed')
      await context.prompts.warn(l10n.t('Execution {0} was not stopped: {1}', execution.id, abort.reason));
  }
};

/** Runs the job of an execution again. Prefills the options of the execution, except secure ones. */
export const rerunExecution: Command = async (context, subject) => {
  const repeated = await pickRepeatable(context, subject, l10n.t('Rerun Execution'));
  if (repeated !== undefined) await runWith(context, repeated.job, repeated.options);
};

/** Opens the run form of an execution's job. Prefills the options of the execution, except secure ones. */
export const rerunWithForm: Command = async (context, subject) => {
  const repeated = await pickRepeatable(context, subject, l10n.t('Rerun Execution with Form'));
  if (repeated !== undefined) context.editor.openRunForm(repeated.job.id, repeated.options);
};

/** Returns the job and the options of an execution that has ended. Undefined if the user cancels. */
async function pickRepeatable(
  context: CommandContext,
  subject: Subject,
  title: string,
): Promise<{ readonly job: JobOverview; readonly options: Readonly<Record<string, string>> } | undefined> {
  const execution = await pickExecution(
    context,
    subject,
    title,
    (it) => it.job !== undefined && !isOpenStatus(it.status),
  );
  if (execution === undefined) return undefined;
  const job = context.model().jobs.find((it) => it.id === execution.job?.id);
  if (job === undefined) {
    throw new OutrunnerError('not-found', {
      kind: 'Job',
      name: execution.job?.name ?? execution.description,
    });
  }
  return { job, options: execution.job?.options ?? {} };
}

/** Runs the job of an execution again on its failed nodes. Asks for options whose values were not stored. */
export const retryOnFailedNodes: Command = (context, subject) =>
  repeat(context, subject, {
    title: l10n.t('Retry on Failed Nodes'),
    failedNodes: true,
    which: ({ failedNodes }) => failedNodes.length > 0,
  });

/** Runs the job of an execution again with the same options. Asks only for options whose values were not stored. */
export const runAgain: Command = (context, subject) =>
  repeat(context, subject, {
    title: l10n.t('Run Again with Same Options'),
    failedNodes: false,
    which: () => true,
  });

async function repeat(
  context: CommandContext,
  subject: Subject,
  {
    title: command,
    failedNodes,
    which,
  }: {
    readonly title: string;
    readonly failedNodes: boolean;
    readonly which: (execution: Execution) => boolean;
  },
): Promise<void> {
  const previous = await pickExecution(
    context,
    subject,
    command,
    (it) => it.job !== undefined && !isOpenStatus(it.status) && which(it),
  );
  if (previous?.job === undefined) return;
  const { id: job, name } = previous.job;
  const client = clientOf(context);
  const { options } = await client.getJobOptions({ params: { job } });
  const title = failedNodes
    ? l10n.t('Retry #{0} {1}', previous.id, name)
    : l10n.t('Run Again #{0} {1}', previous.id, name);
  const answers = await askForOptions(context, title, { id: job, options: options.filter(isNotStored) });
  const files = answers && (await uploadFiles(context, client, job, answers.files));
  if (answers === undefined || files === undefined) return;
  const execution = await client.retryJob({
    params: { job, execution: previous.id },
    body: { failedNodes, options: { ...answers.values, ...files } },
  });
  showStarted(context, execution.id, { job, name });
}

/** Pins the active terminal, so that it stays open when its job runs again. */
export const pinTerminal: Command = async ({ editor, prompts }) => {
  const execution = editor.pinTerminal();
  await prompts.inform(
    execution === undefined
      ? l10n.t('Show the terminal of an execution first, with “Open Output”.')
      : l10n.t('The terminal of execution {0} stays open when its job runs again.', execution),
  );
};

/** Opens the steps of an execution on its nodes as a panel. */
export const openExecutionPanel: Command = async (context, subject) => {
  const execution = await pickExecution(context, subject, l10n.t('Open Execution Panel'), () => true);
  if (execution !== undefined) context.editor.openExecutionPanel(execution.id);
};

/** Opens the latest runs of a job as a panel, with their success rate and durations. */
export const showJobHistory: Command = async (context, subject) => {
  const job = await pickJob(context, subject, l10n.t('Show Job History'));
  if (job !== undefined) context.editor.openJobHistory(job.id);
};

/** Whether executions do not store the value of the option, because it is a file or a typed secure value. */
function isNotStored({ isFile, secure, secureDefault }: AskedOption): boolean {
  return isFile === true || (secure && secureDefault === undefined);
}
