import { type Command, clientOf } from '../command.ts';
import { pickExecution } from '../pick.ts';

/** Runs the job of an execution again as it was run, on the nodes on which it failed. */
export const retryOnFailedNodes: Command = async (context, subject) => {
  const failed = await pickExecution(
    context,
    subject,
    'Retry on Failed Nodes',
    (it) => it.job !== undefined && it.status !== 'running' && it.failedNodes.length > 0,
  );
  if (failed?.job === undefined) return;
  const execution = await clientOf(context).retryJob({
    params: { job: failed.job.id, execution: failed.id },
    body: { failedNodes: true },
  });
  const { desk } = context;
  desk.openOutput(execution.id, { reveal: desk.revealsOutput, startedHere: true, name: failed.job.name });
};
