import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { type JobTask, jobOfTask } from './job-task.ts';

export interface StartJobTaskNeeds {
  readonly task: JobTask;
  /** Returns the client, once a connection attempt in progress has ended. */
  readonly connect: () => Promise<Pick<Client, 'runJob'> | undefined>;
  readonly jobs: () => readonly JobOverview[];
  readonly onStopRequested: (execution: ExecutionId) => void;
  /** Aborts when the task is terminated. */
  readonly signal: AbortSignal;
}

interface StartedJobTask {
  readonly execution: ExecutionId;
  readonly job: JobOverview;
}

/**
 * Runs the job of a task. Returns undefined if the task is terminated before the execution has started; an execution
 * that the coordinator starts nevertheless is stopped.
 */
export async function startJobTask(needs: StartJobTaskNeeds): Promise<StartedJobTask | undefined> {
  const { task, connect, jobs, onStopRequested, signal } = needs;
  const connected = await connect();
  if (signal.aborted) return undefined;
  if (connected === undefined) throw new OutrunnerError('not-connected');
  const job = jobOfTask(task, jobs());
  const { id: execution } = await connected.runJob({
    params: { job: job.id },
    body: task.options === undefined ? {} : { options: task.options },
  });
  if (signal.aborted) {
    onStopRequested(execution);
    return undefined;
  }
  return { execution, job };
}
