import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { endOf, importJob, linesOf, runJob } from './harness/jobs.ts';
import { World } from './harness/world.ts';

describe('a job', () => {
  it('runs on the runner that has all of its tags', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await world.runner(coordinator, { name: 'east', tags: ['db', 'linux'], project: 'demo' });
    await world.runner(coordinator, { name: 'west', tags: ['web'], project: 'demo' });
    const { client } = coordinator;
    for (const [tags, expected] of [
      [['db'], 'east'],
      [['web'], 'west'],
      [['db', 'linux'], 'east'],
    ] as const) {
      const execution = await runJob(client, { name: 'where', tags, steps: ['echo "on $OUTRUNNER_RUNNER"'] });
      const ended = await endOf(client, execution);
      assert.equal(ended.status, 'succeeded');
      assert.equal(ended.current?.runnerName, expected);
      assert.deepEqual(await linesOf(client, execution), [`on ${expected}`]);
    }
  });

  it('runs on a runner with any of its tags, if the job configures this', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await world.runner(coordinator, { name: 'west', tags: ['web'], project: 'demo' });
    const execution = await runJob(coordinator.client, {
      name: 'where',
      tags: ['moon', 'web'],
      match: 'TAG_FILTER_OR',
      steps: [{ exec: 'echo here' }],
    });
    assert.equal((await endOf(coordinator.client, execution)).status, 'succeeded');
  });

  it('is refused, without an execution, if no runner of its project has its tags', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await coordinator.client.createRunner({ body: { name: 'elsewhere', description: '', tagNames: ['db'] } });
    const id = await importJob(coordinator.client, { name: 'lost', tags: ['db', 'eu'], steps: ['true'] });
    const answer = await coordinator.call('POST', `/api/53/job/${id}/run`);
    assert.equal(answer.status, 409);
    assert.match(JSON.stringify(answer.body), /no-runner-matches/);
    assert.match(JSON.stringify(answer.body), /db/);
    const { paging } = await coordinator.client.listExecutions();
    assert.equal(paging.total, 0);
  });

  it('waits with a reason, and continues when its runner connects', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const { client } = coordinator;
    const runner = await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo' });
    await runner.program.end('SIGTERM');
    const execution = await runJob(client, { name: 'later', tags: ['db'], steps: ['echo done'] });
    const waiting = await client.getExecution({ params: { execution } });
    assert.equal(waiting.status, 'running');
    assert.match(waiting.reason?.message ?? '', /\S/);
    runner.again();
    assert.equal((await endOf(client, execution)).status, 'succeeded');
  });

  it('is refused if it has no tags and there is no Local Runner, with a hint about the two flags', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const id = await importJob(coordinator.client, { name: 'local', steps: ['true'] });
    const answer = await coordinator.call('POST', `/api/53/job/${id}/run`);
    assert.equal(answer.status, 409);
    assert.match(JSON.stringify(answer.body), /--local-runner-same-user.*--local-runner-user/);
  });

  it('runs on the Local Runner if it has no tags', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const execution = await runJob(coordinator.client, { name: 'local', steps: [{ exec: 'echo local' }] });
    assert.equal((await endOf(coordinator.client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(coordinator.client, execution), ['local']);
  });

  it('receives its options unchanged, in commands, arguments and the environment', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const { client } = coordinator;
    const value = `it's $(touch ${world.path('pwned')}); "x" \`y\` ü`;
    const execution = await runJob(
      client,
      {
        name: 'options',
        steps: [
          { exec: 'printf "%s\\n" ${option.what}' },
          { exec: 'printf "%s\\n" "${option.what}"' },
          { script: 'printf "%s\\n" "$RD_OPTION_WHAT" "$1"', args: '${option.what}' },
        ],
        more: { options: [{ name: 'what', required: true }] },
      },
      { what: value },
    );
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, execution), [value, value, value, value]);
    await assert.rejects(readFile(world.path('pwned')));
  });
});
