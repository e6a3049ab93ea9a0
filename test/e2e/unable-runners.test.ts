import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { JobId } from '../../protocol/ids.ts';
import type { ReplicaOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { rootRuns } from '../../support/testing/as-root.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { CrashDisk } from './harness/crash-disk.ts';
import { endOf, importJob, linesOf } from './harness/jobs.ts';
import { keeperOf } from './harness/processes.ts';
import { SmallDisk } from './harness/small-disk.ts';
import { asNobody, limitProcesses, ShellSwitch } from './harness/unable-host.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

const EXECUTIONS = 20;

if (rootRuns('a runner whose host cannot start steps')) {
  describe('a runner whose host cannot start steps', () => {
    /** Creates a job for both runners. Each start appends its execution to a file and prints the runner's name. */
    const countedJob = async (
      { client }: Coordinator,
      starts: string,
      kind: 'script' | 'exec' = 'script',
    ) => {
      // Shell variables, which the job language does not expand.
      const text = `echo "$OUTRUNNER_EXECUTION" >> '${starts}'; echo "$OUTRUNNER_RUNNER"`;
      const more = { multipleExecutions: true };
      const job = { name: `counted-${kind}`, tags: ['set'], steps: [{ [kind]: text }], more };
      return JobId.parse(await importJob(client, job));
    };

    /**
     * Runs the job many times at once. Asserts that each run succeeds and starts once. Returns the runners that
     * executed it.
     */
    const runMany = async ({ client }: Coordinator, job: JobId, starts: string, times = EXECUTIONS) => {
      const before = await startsIn(starts);
      const begun = await Promise.all(
        Array.from({ length: times }, () => client.runJob({ params: { job }, body: {} })),
      );
      const ends = await Promise.all(begun.map(({ id }) => endOf(client, id)));
      for (const { status, reason } of ends) assert.equal(status, 'succeeded', JSON.stringify(reason));
      const started = (await startsIn(starts)).slice(before.length);
      assert.deepEqual(
        started.map(Number).toSorted((a, b) => a - b),
        ends.map(({ id }) => Number(id)).toSorted((a, b) => a - b),
        'each step started once',
      );
      return new Set(await Promise.all(ends.map(async ({ id }) => (await linesOf(client, id))[0])));
    };

    const replicaOf = async ({ client }: Coordinator, name: string): Promise<ReplicaOverview> => {
      const { runners } = await client.listRunnerOverviews();
      const replica = runners.find((runner) => runner.name === name)?.replicas[0];
      assert.ok(replica);
      return replica;
    };

    const becomes = (coordinator: Coordinator, name: string, code: string | undefined) =>
      until(`runner ${name} to be ${code ?? 'able'}`, async () => {
        const { health, unable } = await replicaOf(coordinator, name);
        const isSo = code === undefined ? unable === null && health === 'Healthy' : unable?.code === code;
        return isSo ? { health, unable } : undefined;
      });

    it('leaves the steps to the other runner while its disk is full, reports it, and recovers once there is space', async () => {
      await using world = await World.open();
      await using disk = await SmallDisk.mount(world.path('runner-full'), 8);
      const coordinator = await world.coordinator();
      const full = await world.runner(coordinator, { name: 'full', tags: ['set'], project: 'demo' });
      const well = await world.runner(coordinator, { name: 'well', tags: ['set'], project: 'demo' });
      const starts = world.path('starts');
      const job = await countedJob(coordinator, starts);
      await runMany(coordinator, job, starts, 4);

      await disk.fill();
      const commands = await countedJob(coordinator, starts, 'exec');
      assert.deepEqual(await runMany(coordinator, job, starts), new Set(['well']));
      assert.deepEqual(await runMany(coordinator, commands, starts), new Set(['well']));
      const { health, unable } = await becomes(coordinator, 'full', 'no-space');
      assert.equal(health, 'Unhealthy');
      assert.match(unable?.message ?? '', /runner-full.*Free space/);
      const shown = await world.outrunner(['runner', 'show', 'full'], {
        OUTRUNNER_URL: coordinator.url,
        OUTRUNNER_TOKEN: coordinator.token,
      });
      assert.match(shown.stdout, /Unhealthy[\s\S]*cannot start steps: .*Free space/);
      assert.match(full.program.stderr, /cannot start steps/);

      await well.program.end('SIGTERM');
      const waits = await coordinator.client.runJob({ params: { job }, body: {} });
      await until('the execution to say why it waits', async () => {
        const { reason } = await coordinator.client.getExecution({ params: { execution: waits.id } });
        return reason?.message.includes('runner full cannot start steps') ? true : undefined;
      });
      await disk.empty();
      assert.equal((await endOf(coordinator.client, waits.id)).status, 'succeeded');
      await becomes(coordinator, 'full', undefined);
      assert.deepEqual(await runMany(coordinator, job, starts), new Set(['full']));
    });

    it('leaves the steps to the other runner while its disk is read-only, and recovers once it is writable', async () => {
      await using world = await World.open();
      await using disk = await SmallDisk.mount(world.path('runner-fixed'), 8);
      const coordinator = await world.coordinator();
      const fixed = await world.runner(coordinator, { name: 'fixed', tags: ['set'], project: 'demo' });
      await world.runner(coordinator, { name: 'well', tags: ['set'], project: 'demo' });
      const starts = world.path('starts');
      const job = await countedJob(coordinator, starts);
      await runMany(coordinator, job, starts, 4);

      await disk.coverReadOnly();
      assert.deepEqual(await runMany(coordinator, job, starts), new Set(['well']));
      const { unable } = await becomes(coordinator, 'fixed', 'read-only');
      assert.match(unable?.message ?? '', /read-only.*Make it writable/);
      assert.match(fixed.program.stderr, /cannot start steps/);
      await disk.uncover();
      await becomes(coordinator, 'fixed', undefined);
      const ran = await runMany(coordinator, job, starts);
      assert.ok(ran.has('fixed'), `it runs steps again: ${[...ran].join()}`);
    });

    it('leaves the steps to the other runner after its disk has failed', async () => {
      await using world = await World.open();
      const disk = await CrashDisk.mount(world.path('runner-broken'));
      assert.ok(disk !== undefined, 'This test needs a host with loop devices and ext4.');
      await using _ = disk;
      const coordinator = await world.coordinator();
      await world.runner(coordinator, { name: 'broken', tags: ['set'], project: 'demo' });
      await world.runner(coordinator, { name: 'well', tags: ['set'], project: 'demo' });
      const starts = world.path('starts');
      const job = await countedJob(coordinator, starts);
      await runMany(coordinator, job, starts, 4);

      await disk.losePower();
      assert.deepEqual(await runMany(coordinator, job, starts), new Set(['well']));
      const { unable } = await becomes(coordinator, 'broken', 'disk-failed');
      assert.match(unable?.message ?? '', /failed.*Check the disk/);
    });

    it('leaves the steps to the other runner while its shell is missing, and recovers once the shell is restored', async () => {
      await using world = await World.open();
      const shell = await ShellSwitch.make(world.path('shell'));
      const coordinator = await world.coordinator();
      const bare = await world.runner(coordinator, {
        name: 'bare',
        tags: ['set'],
        project: 'demo',
        node: shell.node,
      });
      await world.runner(coordinator, { name: 'well', tags: ['set'], project: 'demo' });
      const starts = world.path('starts');
      const job = await countedJob(coordinator, starts);

      await shell.takeAway(bare.program.pid);
      assert.deepEqual(await runMany(coordinator, job, starts), new Set(['well']));
      const { unable } = await becomes(coordinator, 'bare', 'no-shell');
      assert.match(unable?.message ?? '', /\/bin\/sh/);
      await shell.bringBack(bare.program.pid);
      await becomes(coordinator, 'bare', undefined);
      const ran = await runMany(coordinator, job, starts);
      assert.ok(ran.has('bare'), `it runs steps again: ${[...ran].join()}`);
    });

    it('leaves the steps to the other runner while its keeper is stopped, and recovers once the keeper continues', async () => {
      await using world = await World.open();
      const coordinator = await world.coordinator();
      const stalled = await world.runner(coordinator, { name: 'stalled', tags: ['set'], project: 'demo' });
      await world.runner(coordinator, { name: 'well', tags: ['set'], project: 'demo' });
      const starts = world.path('starts');
      const job = await countedJob(coordinator, starts);
      await runMany(coordinator, job, starts, 4);

      const keeper = await keeperOf(stalled.dataDir);
      process.kill(keeper, 'SIGSTOP');
      assert.deepEqual(await runMany(coordinator, job, starts), new Set(['well']));
      await becomes(coordinator, 'stalled', 'keeper-silent');
      process.kill(keeper, 'SIGCONT');
      await becomes(coordinator, 'stalled', undefined);
      const ran = await runMany(coordinator, job, starts);
      assert.ok(ran.has('stalled'), `it runs steps again: ${[...ran].join()}`);
    });

    it('leaves the steps to the other runner while its user is at the process limit, and recovers once the limit is raised', async () => {
      await using world = await World.open();
      const { node, runtimeFolder } = await asNobody(world.path('user'));
      const coordinator = await world.coordinator();
      const crowded = await world.runner(coordinator, {
        name: 'crowded',
        tags: ['set'],
        project: 'demo',
        node,
        environment: { XDG_RUNTIME_DIR: runtimeFolder },
      });
      await world.runner(coordinator, { name: 'well', tags: ['set'], project: 'demo' });
      const starts = world.path('starts');
      const job = await countedJob(coordinator, starts);

      await limitProcesses(crowded.dataDir, 1);
      assert.deepEqual(await runMany(coordinator, job, starts), new Set(['well']));
      await becomes(coordinator, 'crowded', 'no-processes');
      await limitProcesses(crowded.dataDir, 10_000);
      await becomes(coordinator, 'crowded', undefined);
      const ran = await runMany(coordinator, job, starts);
      assert.ok(ran.has('crowded'), `it runs steps again: ${[...ran].join()}`);
    });
  });
}

async function startsIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}
