import assert from 'node:assert/strict';
import { rootRuns } from '../../support/testing/as-root.ts';
import { importJob } from './harness/jobs.ts';
import { SmallDisk } from './harness/small-disk.ts';
import { World } from './harness/world.ts';

/** Free space, in MiB, that is too small for a coordinator to accept new executions. */
const SMALL_MIB = 40;
const NO_STACK = /\n\s+at \S+ \(|node:internal/;

if (rootRuns('a data dir')) {
  describe('a data dir', () => {
    it('on a full disk refuses changes with a reason, retains stored data, and continues once there is space', async () => {
      await using world = await World.open();
      await using disk = await SmallDisk.mount(world.path('disk'), SMALL_MIB);
      const coordinator = await world.coordinator({
        dataDir: `${disk.path}/c`,
        args: ['--local-runner-same-user'],
      });
      const job = await importJob(coordinator.client, { name: 'kept', steps: ['true'] });

      const run = await coordinator.call('POST', `/api/53/job/${job}/run`);
      assert.equal(run.status, 507);
      assert.match(JSON.stringify(run.body), /storage-low.*Free space/);

      await disk.fill();
      const refused = await coordinator.call('POST', '/api/53/projects', { name: 'second' });
      assert.equal(refused.status, 507, JSON.stringify(refused.body));
      assert.match(JSON.stringify(refused.body), /disk is full/);

      await disk.empty();
      assert.equal((await coordinator.call('POST', '/api/53/projects', { name: 'third' })).status, 201);
      await coordinator.program.end('SIGTERM');
      const again = await coordinator.again();
      const projects = (await again.client.listProjects()).map((project) => String(project.name));
      assert.deepEqual(projects.toSorted(), ['demo', 'third']);
      assert.equal((await again.client.listJobOverviews()).jobs[0]?.id, job);
    });

    it('on a read-only file system is reported with a remedy by coordinator and runner', async () => {
      await using world = await World.open();
      await using disk = await SmallDisk.mount(world.path('disk'), 1);
      await disk.makeReadOnly();
      const dataDir = `${disk.path}/data`;
      for (const args of [
        ['coordinator', 'start', '--data-dir', dataDir, '--listen', '127.0.0.1:0'],
        ['runner', 'start', '--data-dir', dataDir, '--server', 'http://127.0.0.1:1'],
      ]) {
        const program = await world.outrunner(args, { OUTRUNNER_ENROLLMENT_TOKEN: 'any' });
        assert.equal((await program.ended).code, 1);
        assert.ok(program.stderr.includes(dataDir), program.stderr);
        assert.match(program.stderr, /read-only/);
        assert.doesNotMatch(program.stderr, NO_STACK);
      }
    });
  });
}
