import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { ProjectName } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, importJob, lineSeen, linesOf, runJob } from './harness/jobs.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

const PROJECT = ProjectName.parse('demo');
const NODES = { filter: 'tags: web', dispatch: { threadcount: 2 } };

describe('a coordinator killed with -9', () => {
  it('continues in the middle of nested jobs on nodes, and starts no step twice', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator();
    await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo' });
    const local = { tags: 'web', 'node-executor': 'local' };
    await coordinator.client.setSourceNodes({
      params: { project: PROJECT, index: 1 },
      body: { text: JSON.stringify({ n1: local, n2: local, n3: local }), mediaType: 'application/json' },
    });
    const [starts, go] = [world.path('starts'), world.path('go')];
    const noted = (name: string) => `echo ${name} $RD_NODE_NAME >> '${starts}'; echo ${name} $RD_NODE_NAME`;
    const waits = `while [ ! -e '${go}' ]; do sleep 0.05; done`;
    await importJob(coordinator.client, {
      name: 'inner',
      steps: [`${noted('inner')}; ${waits}; echo RUNDECK:DATA:k = v`, noted('inner-two')],
      more: { nodefilters: NODES, options: [{ name: 'pw', secure: true, valueExposed: true }] },
    });
    const execution = await runJob(
      coordinator.client,
      {
        name: 'outer',
        tags: ['db'],
        steps: [
          noted('before'),
          { jobref: { name: 'inner', group: '', importOptions: true } },
          `${noted('after')}; echo "\${#RD_OPTION_PW}"`,
        ],
        more: { nodefilters: NODES, options: [{ name: 'pw', secure: true, valueExposed: true }] },
      },
      { pw: 'secret' },
    );
    await lineSeen(coordinator.client, execution, 'inner n2');
    await coordinator.program.end('SIGKILL');
    coordinator = await coordinator.again();
    await coordinator.program.end('SIGKILL');
    await writeFile(go, '');
    coordinator = await coordinator.again();
    const ended = await endOf(coordinator.client, execution);
    assert.equal(ended.status, 'succeeded', JSON.stringify(ended.reason));
    const each = (name: string) => ['n1', 'n2', 'n3'].map((node) => `${name} ${node}`);
    const begun = (await readFile(starts, 'utf8')).trim().split('\n');
    const expected = ['before', 'inner', 'inner-two', 'after'].flatMap(each);
    assert.deepEqual(begun.toSorted(), expected.toSorted());
    const lines = await linesOf(coordinator.client, execution);
    for (const line of expected) assert.equal(lines.filter((one) => one === line).length, 1, line);
    assert.equal(lines.filter((line) => line === '6').length, 3);
  });

  it('starts the next attempt of a job once, after its delay', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const starts = world.path('starts');
    const job = await importJob(coordinator.client, {
      name: 'again',
      steps: [`echo "$RD_JOB_RETRYATTEMPT" >> '${starts}'; exit 1`],
      more: { retry: { retry: '2', delay: '2s' } },
    });
    const first = await coordinator.client.runJob({ params: { job } });
    assert.equal((await endOf(coordinator.client, first.id)).status, 'failed-with-retry');
    await coordinator.program.end('SIGKILL');
    coordinator = await coordinator.again();
    const all = await until('the last attempt to end', () => endedExecutions(coordinator, 3));
    assert.deepEqual(
      all.map(({ status, retryAttempt }) => [status, retryAttempt ?? 0]),
      [
        ['failed-with-retry', 0],
        ['failed-with-retry', 1],
        ['failed', 2],
      ],
    );
    assert.equal(await readFile(starts, 'utf8'), '0\n1\n2\n');
  });
});

async function endedExecutions({ client }: Coordinator, count: number) {
  const { executions } = await client.listProjectExecutions({ params: { project: PROJECT } });
  if (executions.length < count || executions.some(({ status }) => status === 'running')) return undefined;
  return executions.toReversed();
}
