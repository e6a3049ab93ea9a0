import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { Client } from '../../protocol/client/client.ts';
import { type ExecutionId, ProjectName } from '../../protocol/ids.ts';
import { endOf, lineSeen, linesOf, runJob } from './harness/jobs.ts';
import { World } from './harness/world.ts';

const FILTERS = (...filters: object[]) => ({ plugins: { LogFilter: filters } });
const KEY_VALUE = { type: 'key-value-data', config: {} };

describe('log filters and log limits', () => {
  it('pass captured data to later steps, and hide the lines that match', async () => {
    await using world = await World.open();
    const { client } = await world.coordinator({ args: ['--local-runner-same-user'] });
    const quiet = { type: 'quiet-output', config: { regex: 'RUNDECK:DATA', quietMatch: 'true' } };
    const execution = await runJob(client, {
      name: 'captures',
      steps: [
        { script: 'echo first; echo RUNDECK:DATA:host = web1', ...FILTERS(KEY_VALUE, quiet) },
        { exec: 'echo "it is" ${data.host}' },
        { script: 'echo "still @data.host@ and $RD_DATA_HOST"' },
      ],
    });
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, execution), ['first', 'it is web1', 'still web1 and web1']);
  });

  it('log a line about an unknown filter, and run the step without it', async () => {
    await using world = await World.open();
    const { client } = await world.coordinator({ args: ['--local-runner-same-user'] });
    const execution = await runJob(client, {
      name: 'unknown',
      steps: [{ exec: 'echo hi', ...FILTERS({ type: 'json-mapper', config: { filter: '.' } }) }],
    });
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    assert.deepEqual((await linesOf(client, execution)).toSorted(), [
      'Log filter json-mapper is not applied: there is no such filter.',
      'hi',
    ]);
  });

  it('truncate the output at the limit, and continue or halt the job as configured', async () => {
    await using world = await World.open();
    const { client } = await world.coordinator({ args: ['--local-runner-same-user'] });
    const counting = 'i=0; while [ $i -lt 50 ]; do i=$((i+1)); echo "line $i"; done';
    const truncated = await runJob(client, {
      name: 'truncated',
      steps: [counting, 'echo never seen'],
      more: { loglimit: '10', loglimitAction: 'truncate' },
    });
    assert.equal((await endOf(client, truncated)).status, 'succeeded');
    const ten = Array.from({ length: 10 }, (_, index) => `line ${index + 1}`);
    assert.deepEqual(await linesOf(client, truncated), ten);
    assert.equal(
      (await engineLines(client, truncated)).filter((line) => line.includes('10 lines')).length,
      1,
    );

    const halted = await runJob(client, {
      name: 'halted',
      steps: [`${counting}; sleep 600`],
      more: { loglimit: '10', loglimitAction: 'halt', loglimitStatus: 'aborted' },
    });
    const end = await endOf(client, halted);
    assert.equal(end.status, 'aborted');
    assert.match(end.reason?.message ?? '', /10 lines/);
    assert.deepEqual((await linesOf(client, halted)).slice(0, 10), ten);
  });

  it('count lines of each node separately', async () => {
    await using world = await World.open();
    const { client } = await world.coordinator({ args: ['--local-runner-same-user'] });
    const local = { tags: 'web', 'node-executor': 'local' };
    await client.setSourceNodes({
      params: { project: ProjectName.parse('demo'), index: 1 },
      body: { text: JSON.stringify({ web1: local, web2: local }), mediaType: 'application/json' },
    });
    const perNode = await runJob(client, {
      name: 'per node',
      steps: [{ exec: 'echo one ${node.name}; echo two; echo three' }],
      more: { nodefilters: { filter: 'tags: web' }, loglimit: '2/node', loglimitAction: 'truncate' },
    });
    assert.equal((await endOf(client, perNode)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, perNode), ['one web1', 'two', 'one web2', 'two']);
  });

  it('retain their state when the coordinator is killed and restarted', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo' });
    const go = world.path('go');
    const wait = `while [ ! -e '${go}' ]; do sleep 0.1; done`;
    const execution = await runJob(coordinator.client, {
      name: 'crossing',
      tags: ['db'],
      steps: [`echo one; ${wait}; echo two; echo three; head -c 300000 /dev/zero`],
      more: { loglimit: '7B', loglimitAction: 'truncate' },
    });
    await lineSeen(coordinator.client, execution, 'one');
    await coordinator.program.end('SIGKILL');
    const { client } = await coordinator.again();
    await writeFile(go, '');
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, execution), ['one', 'two']);
  });
});

async function engineLines(client: Client, execution: ExecutionId): Promise<readonly string[]> {
  const answer = await client.getExecutionOutput({
    params: { execution },
    query: { offset: '0', engine: 'true' },
  });
  return answer.entries.filter(({ metadata }) => metadata?.stream === 'engine').map(({ log }) => log);
}
