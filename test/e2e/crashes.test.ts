import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { TcpLink } from '../../demo/tcp-link.ts';
import type { Client } from '../../protocol/client/client.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { counting, countingScript, endOf, lineSeen, linesOf, runJob } from './harness/jobs.ts';
import { keeperOf, processesWith, runs } from './harness/processes.ts';
import { until } from './harness/until.ts';
import { type StartedRunner, World } from './harness/world.ts';

/** Duration of the outage, in ms. Not a synchronisation: the test checks the effects of the outage. */
const CUT_MS = 6_000;
const STOPPED_MS = 60_000;

interface Scene {
  readonly coordinator: Coordinator;
  readonly client: Client;
  readonly runner: StartedRunner;
  readonly execution: ExecutionId;
  readonly starts: string;
}

/** Starts a job that counts to `lines` on a separate runner. Resolves in the middle of its step. */
async function inMidStep(world: World, lines: number, seconds: number, server?: string): Promise<Scene> {
  const coordinator = await world.coordinator();
  const runner = await world.runner(coordinator, {
    name: 'east',
    tags: ['db'],
    project: 'demo',
    ...(server === undefined ? {} : { server }),
  });
  const starts = world.path('starts');
  const execution = await runJob(coordinator.client, {
    name: 'count',
    tags: ['db'],
    steps: [countingScript(starts, lines, seconds), 'echo second step'],
  });
  await lineSeen(coordinator.client, execution, 'line 5');
  return { coordinator, client: coordinator.client, runner, execution, starts };
}

async function assertCountedOnce(client: Client, scene: Scene, lines: number): Promise<void> {
  const ended = await endOf(client, scene.execution);
  assert.equal(ended.status, 'succeeded', JSON.stringify(ended.reason));
  assert.deepEqual(await linesOf(client, scene.execution), [...counting(1, lines), 'second step']);
  assert.equal(await readFile(scene.starts, 'utf8'), 'started\n');
}

describe('a fault during a step', () => {
  it('loses nothing when a coordinator is killed with -9 and started again', async () => {
    await using world = await World.open();
    const scene = await inMidStep(world, 60, 0.1);
    await scene.coordinator.program.end('SIGKILL');
    await pause(1_500);
    const coordinator = await scene.coordinator.again();
    await assertCountedOnce(coordinator.client, scene, 60);
  });

  it('leaves the step running when a runner is killed with -9, and the next runner adopts it', async () => {
    await using world = await World.open();
    const scene = await inMidStep(world, 60, 0.1);
    const keeper = await keeperOf(scene.runner.dataDir);
    await scene.runner.program.end('SIGKILL');
    await pause(1_000);
    scene.runner.again();
    await assertCountedOnce(scene.client, scene, 60);
    assert.equal(await keeperOf(scene.runner.dataDir), keeper);
  });

  it('loses no result and no output if the runner is down when the step and its keeper end', async () => {
    await using world = await World.open();
    const scene = await inMidStep(world, 30, 0.1);
    const keeper = await keeperOf(scene.runner.dataDir);
    await scene.runner.program.end('SIGKILL');
    await until('the keeper to end by itself', async () => ((await runs(keeper)) ? undefined : true));
    scene.runner.again();
    await assertCountedOnce(scene.client, scene, 30);
  });

  it('ends the step when a keeper is killed with -9, with a reason and a gapless prefix of its output', async () => {
    await using world = await World.open();
    const scene = await inMidStep(world, 600, 0.1);
    process.kill(await keeperOf(scene.runner.dataDir), 'SIGKILL');
    const ended = await endOf(scene.client, scene.execution);
    assert.equal(ended.status, 'failed');
    assert.match(`${ended.reason?.code} ${ended.reason?.message}`, /keeper/i);
    const lines = await linesOf(scene.client, scene.execution);
    assert.ok(lines.length >= 5);
    assert.deepEqual(lines, counting(1, lines.length));
    await until('the process tree to be gone', async () =>
      (await processesWith(world.folder, 'dispatch-script')).length === 0 ? true : undefined,
    );
    assert.equal(await readFile(scene.starts, 'utf8'), 'started\n');
    const next = await runJob(scene.client, { name: 'next', tags: ['db'], steps: ['echo works again'] });
    assert.equal((await endOf(scene.client, next)).status, 'succeeded');
  });

  it('loses no line when a link is cut for 6 s', async () => {
    await using world = await World.open();
    let port = 0;
    await using link = await TcpLink.open(() => port);
    const coordinator = await world.coordinator();
    port = coordinator.port;
    await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo', server: link.url });
    const starts = world.path('starts');
    const { client } = coordinator;
    const execution = await runJob(client, {
      name: 'count',
      tags: ['db'],
      steps: [countingScript(starts, 100, 0.1), 'echo second step'],
    });
    await lineSeen(client, execution, 'line 5');
    link.cut();
    await pause(CUT_MS);
    link.mend();
    const ended = await endOf(client, execution);
    assert.equal(ended.status, 'succeeded', JSON.stringify(ended.reason));
    assert.deepEqual(await linesOf(client, execution), [...counting(1, 100), 'second step']);
    assert.equal(await readFile(starts, 'utf8'), 'started\n');
  });

  for (const who of ['coordinator', 'runner'] as const) {
    it(`loses no line if the ${who} is stopped (SIGSTOP) for a minute`, async () => {
      await using world = await World.open();
      const scene = await inMidStep(world, 300, 0.1);
      const { pid } = who === 'coordinator' ? scene.coordinator.program : scene.runner.program;
      process.kill(pid, 'SIGSTOP');
      await pause(STOPPED_MS);
      process.kill(pid, 'SIGCONT');
      await assertCountedOnce(scene.client, scene, 300);
    });
  }

  it('loses no line if the keeper is stopped (SIGSTOP) for a minute', async () => {
    await using world = await World.open();
    const scene = await inMidStep(world, 300, 0.1);
    const keeper = await keeperOf(scene.runner.dataDir);
    process.kill(keeper, 'SIGSTOP');
    await pause(STOPPED_MS);
    process.kill(keeper, 'SIGCONT');
    await assertCountedOnce(scene.client, scene, 300);
  });
});
