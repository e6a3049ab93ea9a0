import type { Client } from '../../protocol/client/client.ts';
import type { ExecutionEvent } from '../../protocol/events/execution-event.ts';
import type { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { Coordinator } from '../../test/e2e/harness/coordinator.ts';
import { importJob, type JobText } from '../../test/e2e/harness/jobs.ts';
import { World } from '../../test/e2e/harness/world.ts';

/** Real processes for a scenario: a coordinator, and one runner with the tag `bench`. */
export interface Stage {
  readonly coordinator: Coordinator;
  readonly client: Client;
}

export async function onStage<T>(act: (stage: Stage) => Promise<T>): Promise<T> {
  await using world = await World.open();
  const coordinator = await world.coordinator();
  await world.runner(coordinator, { name: 'bench', tags: ['bench'], project: 'demo' });
  // `await` is required: the world is closed when this function returns.
  return await act({ coordinator, client: coordinator.client });
}

/** Imports a job that the runner of the stage executes. */
export async function benchJob(
  client: Client,
  job: Pick<JobText, 'name' | 'steps' | 'more'>,
): Promise<JobId> {
  return importJob(client, { ...job, tags: ['bench'], more: { multipleExecutions: true, ...job.more } });
}

/**
 * Runs a job and follows it to its end.
 *
 * @throws Error if it does not succeed
 */
export async function runToSuccess(client: Client, job: JobId): Promise<void> {
  let status = '';
  await runAndFollow(client, job, (event) => {
    if (event.type === 'execution-ended') status = event.status;
  });
  if (status !== 'succeeded') throw new Error(`an execution ended as ${status}`);
}

/** Runs a job, and passes on the events of its stream as they arrive, until the end. */
export async function runAndFollow(
  client: Client,
  job: JobId,
  see: (event: ExecutionEvent) => void,
): Promise<ExecutionId> {
  const { id } = await client.runJob({ params: { job }, body: {} });
  for await (const { event } of client.executionStream({
    params: { execution: id },
    query: { from: 'start' },
  })) {
    see(event);
  }
  return id;
}
