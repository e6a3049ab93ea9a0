import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packageNpm } from '../../scripts/package/package-npm.ts';
import { endOf, linesOf, runJob } from './harness/jobs.ts';
import { World } from './harness/world.ts';
import { oldestNode } from './oldest-node.ts';

describe('the npm package', () => {
  it('holds a runner that works alone, on the oldest Node of this machine', async () => {
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
