import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { ProjectName } from '../../protocol/ids.ts';
import { endOf, importJob, runJob } from './harness/jobs.ts';
import { World } from './harness/world.ts';

describe('output of nested workflows', () => {
  it('contains the step and node of each line', async () => {
    await using world = await World.open();
    const { client } = await world.coordinator({ args: ['--local-runner-same-user'] });
    const inner = { name: 'inner', steps: [{ exec: 'echo inner one' }, { exec: 'echo inner two' }] };
    await importJob(client, inner);
    const execution = await runJob(client, {
      name: 'outer',
      steps: [
        { exec: 'echo outer' },
        { jobref: { name: 'inner', group: '' } },
        {
          exec: 'echo fails; exit 3',
          errorhandler: { exec: 'echo handled', keepgoingOnSuccess: true },
        },
        {
          type: 'conditional',
          nodeStep: false,
          conditionGroups: [[{ key: '${job.name}', operator: '==', value: 'outer' }]],
          subSteps: [{ exec: 'echo conditional' }],
        },
      ],
    });
    const end = await endOf(client, execution);
    const { entries } = await client.getExecutionOutput({ params: { execution }, query: { offset: '0' } });
    assert.deepEqual(
      entries.map(({ stepctx, log }) => `${stepctx}: ${log}`),
      ['1: outer', '2/1: inner one', '2/2: inner two', '3: fails', '3e: handled', '4/1: conditional'],
    );
    assert.equal(end.status, 'succeeded');
    assert.equal(new Set(entries.map(({ node }) => node)).size, 1);
    assert.notEqual(entries[0]?.node, '');
    const raw = async (step: string) =>
      text((await client.rawOutput({ params: { execution }, query: { step } })).bytes);
    assert.equal(await raw('2/2'), 'inner two\n');
    assert.equal(await raw('3e'), 'handled\n');
  });

  it('contains the node for which a job reference ran', async () => {
    await using world = await World.open();
    const { client, url, token } = await world.coordinator({ args: ['--local-runner-same-user'] });
    const local = { tags: 'web', 'node-executor': 'local' };
    await client.setSourceNodes({
      params: { project: ProjectName.parse('demo'), index: 1 },
      body: { text: JSON.stringify({ web1: local, web2: local }), mediaType: 'application/json' },
    });
    await importJob(client, { name: 'inner', steps: [{ exec: 'echo inner' }] });
    const execution = await runJob(client, {
      name: 'outer',
      steps: [
        { exec: 'echo RUNDECK:DATA:me = ${node.name}', plugins: { LogFilter: [{ type: 'key-value-data' }] } },
        { jobref: { name: 'inner', group: '', nodeStep: 'true' } },
        { exec: 'echo "I am" ${data.me}' },
      ],
      more: { nodefilters: { filter: 'tags: web' } },
    });
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    const { entries } = await client.getExecutionOutput({ params: { execution }, query: { offset: '0' } });
    assert.deepEqual(
      entries.map(({ stepctx, node, log }) => `${stepctx} ${node}: ${log}`),
      ['web1', 'web2'].flatMap((node) => [
        `1 ${node}: RUNDECK:DATA:me = ${node}`,
        `2@node=${node}/1 ${entries[1]?.node}: inner`,
        `3 ${node}: I am ${node}`,
      ]),
    );
    const printed = async (...args: readonly string[]) => {
      const command = ['execution', 'output', String(execution), ...args];
      return (await world.outrunner(command, { OUTRUNNER_URL: url, OUTRUNNER_TOKEN: token })).stdout;
    };
    const ofNode = 'RUNDECK:DATA:me = web2\ninner\nI am web2\n';
    assert.equal(await printed('--node', 'web2'), ofNode);
    assert.equal(await printed('--node', 'web2', '--follow'), ofNode);
    assert.equal(await printed('--node', 'web2', '--step', '3'), 'I am web2\n');
    assert.equal(await printed('--node', 'web2', '--step', '3', '--raw'), 'I am web2\n');
    assert.equal(await printed('--step', '2'), 'inner\ninner\n');
    assert.equal(await printed('--grep', '^I am'), 'I am web1\nI am web2\n');
  });
});
