import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOWNLOADS } from '../../protocol/install/install-source.ts';
import { packageNpm } from '../../scripts/package/package-npm.ts';
import { endOf, linesOf, runJob } from './harness/jobs.ts';
import { World } from './harness/world.ts';
import { oldestNode } from './oldest-node.ts';

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('the npm package', () => {
  it('can be downloaded from a coordinator without runner binaries, installed offline, and run as a runner', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const get = (path: string) => fetch(`${coordinator.url}/outrunner/v1/${path}`);
    const answer = await get(`downloads/${DOWNLOADS.npm}`);
    assert.equal(answer.status, 200);
    const tarball = Buffer.from(await answer.arrayBuffer());
    assert.ok((await (await get('install.sh')).text()).includes(`checksum='${hashOf(tarball)}'`));
    const file = world.path(DOWNLOADS.npm);
    await writeFile(file, tarball);
    const prefix = world.path('prefix');
    execFileSync('npm', ['install', '--global', '--offline', '--prefix', prefix, file], { stdio: 'pipe' });

    await world.runner(coordinator, {
      name: 'east',
      tags: ['db'],
      project: 'demo',
      node: oldestNode(),
      program: join(prefix, 'bin', 'outrunner'),
    });
    const job = { name: 'where', tags: ['db'], steps: ['echo "on $OUTRUNNER_RUNNER"'] };
    const execution = await runJob(coordinator.client, job);
    assert.equal((await endOf(coordinator.client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(coordinator.client, execution), ['on east']);
  });

  it('contains a complete runner that works on the oldest supported Node', async () => {
    await using world = await World.open();
    const installed = world.path('installed');
    await mkdir(installed);
    execFileSync('tar', ['-xzf', await packageNpm(), '--strip-components=1', '-C', installed]);

    const coordinator = await world.coordinator();
    await world.runner(coordinator, {
      name: 'east',
      tags: ['db'],
      project: 'demo',
      node: oldestNode(),
      program: join(installed, 'dist', 'outrunner.cjs'),
    });
    const execution = await runJob(coordinator.client, {
      name: 'where',
      tags: ['db'],
      steps: ['echo "on $OUTRUNNER_RUNNER"'],
    });
    assert.equal((await endOf(coordinator.client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(coordinator.client, execution), ['on east']);
  });
});
