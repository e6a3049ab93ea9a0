import assert from 'node:assert/strict';
import { chown, mkdir } from 'node:fs/promises';
import { itAsRoot } from '../../support/testing/as-root.ts';
import { endOf, runJob } from './harness/jobs.ts';
import { World } from './harness/world.ts';

const OTHER_USER = 65_534;

describe('a socket folder whose name another user has taken', () => {
  itAsRoot('does not keep a runner from starting and running steps', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const shared = world.path('run');
    const taken = `${shared}/outrunner-0`;
    await mkdir(taken, { mode: 0o700 });
    await chown(taken, OTHER_USER, OTHER_USER);
    await world.runner(coordinator, { name: 'east', tags: ['east'], project: 'demo' });
    const execution = await runJob(coordinator.client, {
      name: 'steps',
      tags: ['east'],
      steps: ['echo here'],
    });
    assert.equal((await endOf(coordinator.client, execution)).status, 'succeeded');
  });
});
