import assert from 'node:assert/strict';
import type { Client } from '../../protocol/client/client.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import { aJob } from '../model/model-fixtures.ts';
import { type JobTask, jobTaskOf } from './job-task.ts';
import { startJobTask } from './start-job-task.ts';

describe('startJobTask', () => {
  const job = aJob({ name: 'deploy', group: 'web', project: 'demo' });
  const execution = ExecutionId.parse(7);
  let connecting: PromiseWithResolvers<Pick<Client, 'runJob'> | undefined>;
  let running: PromiseWithResolvers<Awaited<ReturnType<Client['runJob']>>>;
  /** Resolves when the job is run. */
  let requested: PromiseWithResolvers<void>;
  let terminated: AbortController;
  let requests: Parameters<Client['runJob']>[0][];
  let stopped: ExecutionId[];

  beforeEach(() => {
    connecting = Promise.withResolvers();
    running = Promise.withResolvers();
    requested = Promise.withResolvers();
    terminated = new AbortController();
    requests = [];
    stopped = [];
  });

  const client: Pick<Client, 'runJob'> = {
    runJob: (request) => {
      requests.push(request);
      requested.resolve();
      return running.promise;
    },
  };
  const accepted = { id: execution } as Awaited<ReturnType<Client['runJob']>>;

  const start = (task: JobTask = jobTaskOf(job)) =>
    startJobTask({
      task,
      connect: () => connecting.promise,
      jobs: () => [job],
      onStopRequested: (id) => stopped.push(id),
      signal: terminated.signal,
    });

  it('runs the job with the options of the task', async () => {
    connecting.resolve(client);
    running.resolve(accepted);
    assert.deepEqual(await start({ ...jobTaskOf(job), options: { stage: 'live' } }), { execution, job });
    assert.deepEqual(requests, [{ params: { job: job.id }, body: { options: { stage: 'live' } } }]);
    assert.deepEqual(stopped, []);
  });

  it('throws an error if there is no connection', async () => {
    connecting.resolve(undefined);
    await assert.rejects(start(), { code: 'not-connected' });
  });

  it('does not run the job if the task is terminated while it connects', async () => {
    const started = start();
    terminated.abort();
    connecting.resolve(client);
    running.resolve(accepted);
    assert.equal(await started, undefined);
    assert.deepEqual(requests, []);
    assert.deepEqual(stopped, []);
  });

  it('stops the execution if the task is terminated while the coordinator starts it', async () => {
    connecting.resolve(client);
    const started = start();
    await requested.promise;
    terminated.abort();
    running.resolve(accepted);
    assert.equal(await started, undefined);
    assert.deepEqual(stopped, [execution]);
  });
});
