import assert from 'node:assert/strict';
import { runAsClient } from '../../cli/testing/run-collected.ts';
import {
  startTestCoordinator,
  type TestCoordinator,
} from '../../coordinator/hosting/testing/test-coordinator.ts';
import type { ExecutionId, JobId } from '../../protocol/ids.ts';

describe('Deleting executions on the command line', () => {
  let coordinator: TestCoordinator;
  let first: JobId;
  let second: JobId;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.createProject({ body: { name: 'demo' } });
    await client.updateSettings({ body: { runners: { enabled: true } } });
    await client.createRunner({
      body: { name: 'web', description: '', tagNames: ['linux'], assignedProjects: { demo: '.*' } },
    });
    const job = (name: string) => ({
      name,
      multipleExecutions: true,
      runnerSelector: { filter: 'linux' },
      sequence: { commands: [{ exec: 'true' }] },
    });
    const { succeeded } = await client.importJobs({
      params: { project: 'demo' },
      body: { text: JSON.stringify([job('first'), job('second')]), mediaType: 'application/json' },
    });
    const [one, two] = succeeded;
    assert.ok(one && two);
    [first, second] = [one.id, two.id];
  });
  afterEach(() => coordinator.stop());

  async function open(job: JobId): Promise<ExecutionId> {
    const body = { runAtTime: '2990-01-01T00:00:00Z' };
    return (await coordinator.client.runJob({ params: { job }, body })).id;
  }

  async function ended(job: JobId): Promise<ExecutionId> {
    const execution = await open(job);
    await coordinator.client.abortExecution({ params: { execution } });
    return execution;
  }

  const run = (...args: string[]) => execution('delete', ...args);

  const execution = (...args: string[]) =>
    runAsClient(coordinator, ['execution', ...args], { OUTRUNNER_PROJECT: 'demo' });

  const left = async () =>
    (await coordinator.client.listExecutions()).executions.map(({ id }) => id).toReversed();

  it('deletes the named executions, and exits with 1 if one cannot be deleted', async () => {
    const [one, two, running] = [await ended(first), await ended(first), await open(first)];
    assert.deepEqual(await run(String(one)), { exit: 0, printed: 'deleted 1 of 1 executions\n', said: '' });
    const { exit, printed } = await run(String(two), String(running));
    assert.equal(exit, 1);
    assert.match(
      printed,
      new RegExp(
        `^deleted 1 of 2 executions\nexecution ${running} was not deleted: Execution ${running} is still running`,
      ),
    );
    assert.deepEqual(await left(), [running]);
  });

  it('deletes the executions of a job, and prints JSON', async () => {
    const other = await ended(second);
    for (let count = 0; count < 2; count += 1) await ended(first);
    const { exit, printed } = await run('--job', 'first', '--json');
    assert.equal(exit, 0);
    assert.partialDeepStrictEqual(JSON.parse(printed), { successCount: 2, failures: [] });
    assert.deepEqual(await left(), [other]);
  });

  it('deletes the executions of a project or of a job that ended before an age', async () => {
    const [one, , running] = [await ended(first), await ended(second), await open(first)];
    assert.equal((await run('--older-than', '1d')).printed, 'deleted 0 of 0 executions\n');
    assert.equal((await run('--older-than', '0s', '--job', 'second')).exit, 0);
    assert.deepEqual(await left(), [one, running]);
    assert.equal((await run('--older-than', '0s')).printed, 'deleted 1 of 1 executions\n');
    assert.deepEqual(await left(), [running]);
  });

  it('shows the executions beyond the retention limits, and deletes them on request', async () => {
    const settings = { retention: { count: 1, minimum: 0 } };
    assert.equal((await execution('prune')).printed, 'No project has limits.\n');
    for (let count = 0; count < 3; count += 1) await ended(first);
    await coordinator.client.updateSettings({ body: settings });
    const ids = await left();
    const { exit, printed } = await execution('prune', '--dry-run');
    assert.equal(exit, 0);
    assert.match(printed, /^PROJECT +EXECUTIONS +TO DELETE +BYTES .*\ndemo +3 +2 +\d+ +0 +2 +0 +0\n$/);
    assert.deepEqual(await left(), ids);
    const { projects } = JSON.parse((await execution('prune', '--json')).printed);
    assert.partialDeepStrictEqual(projects, [{ project: 'demo', executions: 3, expired: { count: 2 } }]);
    assert.deepEqual(await left(), ids.slice(2));
  });

  it('refuses to guess which executions to delete', async () => {
    for (const args of [[], ['7', '--job', 'first'], ['7', '--older-than', '1d']]) {
      const { exit, said } = await run(...args);
      assert.equal(exit, 2);
      assert.match(said, /not clear which executions to delete/);
    }
    const { exit, said } = await run('--older-than', 'soon');
    assert.equal(exit, 2);
    assert.match(said, /olderFilter/);
  });
});
