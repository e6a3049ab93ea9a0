import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Command } from '../commands/command.ts';
import { pickExecution } from '../commands/pick.ts';
import { runWith } from '../jobs/run-job.ts';

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
