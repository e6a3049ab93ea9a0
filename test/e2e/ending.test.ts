import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { endOf, lineSeen, runJob } from './harness/jobs.ts';
import { runs } from './harness/processes.ts';
import { World } from './harness/world.ts';

describe('an execution', () => {
  it('ends as aborted once all its processes are gone, even detached ones', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const { client } = coordinator;
    const names = ['main', 'child', 'shell', 'grandchild', 'daemon'] as const;
    const [main, child, shell, grandchild, daemon] = names.map((name) => world.path(name));
    const execution = await runJob(client, {
      name: 'tree',
      steps: [
        [
          `echo $$ > ${main}`,
          `sleep 600 & echo $! > ${child}`,
          `sh -c 'echo $$ > ${shell}; sleep 601 & echo $! > ${grandchild}; wait' &`,
          `setsid sh -c 'echo $$ > ${daemon}; exec sleep 602' &`,
          `until [ -s ${grandchild} ] && [ -s ${daemon} ]; do sleep 0.05; done`,
          'echo ready; wait',
        ].join('\n'),
      ],
    });
    await lineSeen(client, execution, 'ready');
    await client.abortExecution({ params: { execution } });
    const ended = await endOf(client, execution);
    assert.equal(ended.status, 'aborted', JSON.stringify(ended.reason));
    for (const name of names) {
      const pid = await readFile(world.path(name), 'utf8');
      assert.match(pid, /^\d+\n$/, name);
      assert.equal(await runs(Number(pid)), false, `${name} has ended`);
    }
  });

  it('reports the exit code of a failure', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const execution = await runJob(coordinator.client, { name: 'fails', steps: ['exit 3', 'echo never'] });
    const ended = await endOf(coordinator.client, execution);
    assert.equal(ended.status, 'failed');
    assert.equal(ended.reason?.code, 'NonZeroResultCode');
    assert.match(ended.reason?.message ?? '', /\b3\b/);
  });

  it('ends as timed out if it exceeds its timeout', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const execution = await runJob(coordinator.client, {
      name: 'slow',
      steps: ['sleep 600'],
      more: { timeout: '1s' },
    });
    assert.equal((await endOf(coordinator.client, execution)).status, 'timedout');
  });

  it('is refused while its job is running, with the id of the running execution', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const { client } = coordinator;
    const execution = await runJob(client, { name: 'once', steps: ['echo ready; sleep 600'] });
    await lineSeen(client, execution, 'ready');
    const job = (await client.getExecution({ params: { execution } })).job;
    const answer = await coordinator.call('POST', `/api/53/job/${job?.id}/run`);
    assert.equal(answer.status, 409);
    assert.match(JSON.stringify(answer.body), new RegExp(`job-already-running.*${execution}`));
    await client.abortExecution({ params: { execution } });
    assert.equal((await endOf(client, execution)).status, 'aborted');
  });
});
