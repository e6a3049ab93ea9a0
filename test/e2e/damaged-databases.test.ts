import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { damagePage } from '../../coordinator/store/testing/damage-page.ts';
import { endOf, runJob } from './harness/jobs.ts';
import { World } from './harness/world.ts';

const RUNS = 3;
const LOCAL = { args: ['--local-runner-same-user'] };

describe('a coordinator whose database is damaged on the disk', () => {
  /** Starts a coordinator, runs jobs, stops it, damages a page, and starts it again. */
  async function damaged(world: World, database: string, table: string) {
    const first = await world.coordinator(LOCAL);
    const executions = [];
    for (let run = 0; run < RUNS; run += 1)
      executions.push(await runJob(first.client, { name: `job-${run}`, steps: [`echo run ${run}`] }));
    for (const execution of executions)
      assert.equal((await endOf(first.client, execution)).status, 'succeeded');
    await first.program.end('SIGTERM');
    await damagePage(join(first.dataDir, database), table, 'last');
    return { coordinator: await first.again(), executions };
  }

  it('exits at the first write to the damaged page of the journal, and starts again without this file', async () => {
    await using world = await World.open();
    const { coordinator, executions } = await damaged(world, 'journal.db', 'entry_execution');
    const { client } = coordinator;
    for (const execution of executions)
      assert.equal((await client.getExecution({ params: { execution } })).status, 'succeeded', 'is readable');
    await assert.rejects(runJob(client, { name: 'next', steps: ['echo next'] }));
    const { code } = await coordinator.program.ended;
    assert.equal(code, 1);
    assert.match(coordinator.program.stderr, /journal\.db is damaged: .*restore the file from a backup/s);
    assert.doesNotMatch(coordinator.program.stderr, /\n\s+at /);

    await rename(join(coordinator.dataDir, 'journal.db'), world.path('journal.db'));
    await rm(join(coordinator.dataDir, 'journal.db-wal'), { force: true });
    await rm(join(coordinator.dataDir, 'journal.db-shm'), { force: true });
    const again = await coordinator.again();
    const { jobs } = await again.client.listJobOverviews();
    assert.equal(jobs.length, RUNS + 1, 'the definitions are whole');
    const { damages } = (await again.client.systemInfo()).system.outrunner;
    assert.ok(damages.some(({ path, problem }) => path === 'journal.db' && problem.includes('lost')));
  });

  it('reports the damaged page of the output to readers, and exits at the first write to this page', async () => {
    await using world = await World.open();
    const { coordinator, executions } = await damaged(world, 'output.db', 'frame_stream');
    const { client } = coordinator;
    const [execution] = executions;
    assert.ok(execution !== undefined);
    await assert.rejects(client.getExecutionOutput({ params: { execution } }), /output\.db is damaged/);
    assert.equal((await client.getExecution({ params: { execution } })).status, 'succeeded');
    await runJob(client, { name: 'next', steps: ['echo next'] }).catch(() => undefined);
    const { code } = await coordinator.program.ended;
    assert.equal(code, 1);
    assert.match(coordinator.program.stderr, /output\.db is damaged: .*restore the file from a backup/s);
    assert.doesNotMatch(coordinator.program.stderr, /\n\s+at /);
  });
});
