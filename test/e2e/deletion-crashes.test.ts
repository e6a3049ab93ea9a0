import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ExecutionId, ProjectName } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, importJob } from './harness/jobs.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

/** Size of an output that is stored in a separate file. */
const BYTES = 100_000;
const COUNT = 40;

/** Runs a job with long output several times, and returns the ended executions. */
async function endedExecutions({ client }: Coordinator): Promise<readonly ExecutionId[]> {
  const job = await importJob(client, {
    name: 'long',
    tags: ['db'],
    steps: [`head -c ${BYTES} /dev/zero | tr '\\0' x`],
    more: { multipleExecutions: true },
  });
  const ids: ExecutionId[] = [];
  for (let count = 0; count < COUNT; count += 1)
    ids.push((await client.runJob({ params: { job }, body: {} })).id);
  for (const id of ids) assert.equal((await endOf(client, id)).status, 'succeeded');
  return ids;
}

const outputFolders = ({ dataDir }: Coordinator) => readdir(join(dataDir, 'output'));

/** Returns the executions of which a database of the coordinator contains rows. */
function executionsIn({ dataDir }: Coordinator, file: string, tables: readonly string[]): Set<number> {
  const database = new DatabaseSync(join(dataDir, file), { readOnly: true });
  const rows = tables.flatMap((table) => database.prepare(`SELECT DISTINCT execution FROM ${table}`).all());
  database.close();
  return new Set(rows.map(({ execution }) => Number(execution)));
}

describe('Deleting executions', () => {
  it('leaves each execution complete or deleted when the coordinator is killed with -9, and the next start removes the rest', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator();
    await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo' });
    const ids = await endedExecutions(coordinator);
    const rest = ids.slice(-2);
    let interrupted = 0;
    while (true) {
      const { executions } = await coordinator.client.listProjectExecutions({
        params: { project: ProjectName.parse('demo') },
        query: { max: '1000' },
      });
      const listed = new Set(executions.map(({ id }) => id));
      await assertWholeOrGone(coordinator, ids, listed);
      const doomed = ids.filter((id) => listed.has(id) && !rest.includes(id)).slice(0, 13);
      if (doomed.length === 0) break;
      const before = (await outputFolders(coordinator)).length;
      const request = coordinator.call('POST', '/api/53/executions/delete', { ids: doomed });
      request.catch(() => undefined);
      // Each round kills the coordinator at another point: before the commit, after it, or once part of the data is removed.
      const removed = interrupted % 3 === 0 ? 0 : interrupted % 3 === 1 ? 1 : 5;
      if (removed > 0)
        await until('a part of the data to be removed', async () =>
          before - (await outputFolders(coordinator)).length >= removed ? true : undefined,
        );
      await coordinator.program.end('SIGKILL');
      interrupted += 1;
      coordinator = await coordinator.again();
    }
    assert.ok(interrupted >= 3);
    const kept = rest.map(String).sort();
    await until('the data of deleted executions to be removed', async () =>
      (await outputFolders(coordinator)).sort().join() === kept.join() ? true : undefined,
    );
    await until('the journal to contain no deletion', () =>
      executionsIn(coordinator, 'journal.db', ['tomb']).size === 0 ? true : undefined,
    );
    assert.deepEqual(executionsIn(coordinator, 'journal.db', ['entry', 'delivery']), new Set(rest));
    assert.deepEqual(executionsIn(coordinator, 'output.db', ['frame', 'operation']), new Set(rest));
    const checked = await world.outrunner(['coordinator', 'verify', '--data-dir', coordinator.dataDir]);
    assert.equal((await checked.ended).code, 0, checked.stdout);
  });
});

/** Asserts that listed executions have their state and all output, and that reading any other one fails. */
async function assertWholeOrGone(
  { client }: Coordinator,
  ids: readonly ExecutionId[],
  listed: ReadonlySet<ExecutionId>,
): Promise<void> {
  for (const execution of ids) {
    const params = { execution };
    if (listed.has(execution)) {
      assert.equal((await client.getExecution({ params })).status, 'succeeded');
      assert.equal((await client.getExecutionState({ params })).executionState, 'SUCCEEDED');
      const output = await client.getExecutionOutput({ params });
      assert.equal(output.totalSize, BYTES);
    } else {
      for (const read of [
        () => client.getExecution({ params }),
        () => client.getExecutionState({ params }),
        () => client.getExecutionOutput({ params }),
      ])
        await assert.rejects(read, { code: 'not-found' });
    }
  }
}
