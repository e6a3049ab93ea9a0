import assert from 'node:assert/strict';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { endOf, linesOf, runJob } from './harness/jobs.ts';
import { Program } from './harness/program.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

describe('the credentials of a replica that a second process uses', () => {
  it('are refused to the first process, which exits with a message, while the second process continues', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const { client } = coordinator;
    const first = await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo' });
    const copy = world.path('copy');
    await mkdir(copy, { mode: 0o700 });
    await cp(join(first.dataDir, 'identity.json'), join(copy, 'identity.json'));
    const second = new Program({
      args: ['runner', 'start', '--data-dir', copy],
      environment: world.environment,
    });
    assert.equal((await first.program.ended).code, 3);
    assert.match(first.program.stderr, /Two processes use the credentials of replica .* of runner east/);
    const { replicas } = await client.listReplicas({ params: { runner: first.id } });
    assert.deepEqual(
      replicas.map(({ copiedAt }) => copiedAt === null),
      [false],
    );
    assert.match(
      coordinator.program.stderr + coordinator.program.stdout,
      /replica\.copied|Two processes use/,
    );
    await world.healthy(coordinator, 'east');
    const execution = await runJob(client, { name: 'where', tags: ['db'], steps: ['echo here'] });
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, execution), ['here']);
    assert.equal(second.child.exitCode, null);
    await until('the list on the command line to report the copy', async () => {
      const said = await world.outrunner(['runner', 'replicas', 'east'], {
        OUTRUNNER_URL: coordinator.url,
        OUTRUNNER_TOKEN: coordinator.token,
      });
      return /its data dir was copied/.test(said.stderr) ? true : undefined;
    });
  });
});
