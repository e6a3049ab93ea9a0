import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExecutionId, ProjectName } from '../../protocol/ids.ts';
import { endOf, importJob, linesOf } from '../e2e/harness/jobs.ts';
import { peakMemory } from '../e2e/harness/processes.ts';
import { until } from '../e2e/harness/until.ts';
import { type ChaosJob, chaosJob, textOf } from './chaos-job.ts';
import { misfits } from './facts.ts';
import { keepTroubling } from './keep-troubling.ts';
import { Random } from './random.ts';
import { Scene } from './scene.ts';
import { TROUBLES } from './trouble.ts';

/** `OUTRUNNER_CHAOS_SEED` repeats the choices of a round. `OUTRUNNER_CHAOS_ROUNDS` sets the number of rounds. */
const SEED = Number(process.env['OUTRUNNER_CHAOS_SEED'] ?? Math.floor(Math.random() * 1e9));
const ROUNDS = Number(process.env['OUTRUNNER_CHAOS_ROUNDS'] ?? 1);
const TROUBLED_MS = 45_000;
const MOST_MEMORY_MIB = 200;

describe('a system under random faults', () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const seed = SEED + round;
    it(`loses and repeats no step and no output (seed ${seed})`, async function () {
      this.timeout(300_000);
      const random = new Random(seed);
      await using scene = await Scene.open();
      const notes = scene.world.path('notes');
      await mkdir(notes);
      const over = AbortSignal.timeout(TROUBLED_MS);
      const diary: string[] = [];
      const began = performance.now();
      const say = (what: string) => void diary.push(`${Math.round(performance.now() - began)} ms: ${what}`);
      const asked = new Map<string, ChaosJob>();
      try {
        await Promise.all([
          submitJobs(scene, random.fork(), notes, asked, over, say),
          keepTroubling(scene, random, TROUBLES, over, say),
        ]);
        say('quiet');
        assert.deepEqual(await verify(scene, notes, asked), []);
      } catch (error) {
        process.stderr.write(`seed ${seed}:\n${diary.join('\n')}\n${String(error)}\n`);
        throw error;
      }
    });
  }
});

async function submitJobs(
  scene: Scene,
  random: Random,
  notes: string,
  asked: Map<string, ChaosJob>,
  over: AbortSignal,
  say: (what: string) => void,
): Promise<void> {
  const aborts: Promise<void>[] = [];
  for (let number = 1; !over.aborted; number += 1) {
    const job = chaosJob(number, random);
    asked.set(job.name, job);
    const execution = await submit(scene, job, notes).catch(() => undefined);
    say(`${job.name} is execution ${execution ?? 'nobody knows'}`);
    if (execution !== undefined && job.abortAfterMs !== undefined)
      aborts.push(abortAfter(scene, execution, job.abortAfterMs, say));
    await pause(random.between(50, 1200));
  }
  await Promise.all(aborts);
}

/** Starts an execution. The answer may be lost, so the execution may run once or not at all. */
async function submit(scene: Scene, job: ChaosJob, notes: string): Promise<ExecutionId> {
  const id = await until(`${job.name} to be imported`, () =>
    importJob(scene.coordinator.client, textOf(job, notes)),
  );
  const options = job.secret === undefined ? {} : { key: job.secret };
  const { id: execution } = await scene.coordinator.client.runJob({ params: { job: id }, body: { options } });
  return execution;
}

async function abortAfter(
  scene: Scene,
  execution: ExecutionId,
  milliseconds: number,
  say: (what: string) => void,
): Promise<void> {
  await pause(milliseconds);
  say(`abort ${execution}`);
  await until(`execution ${execution} to be stopped`, () =>
    scene.coordinator.client.abortExecution({ params: { execution } }),
  );
}

/** Returns all inconsistencies after every execution has ended. */
async function verify(
  scene: Scene,
  notes: string,
  asked: ReadonlyMap<string, ChaosJob>,
): Promise<readonly string[]> {
  const { client } = scene.coordinator;
  const list = await client.listProjectExecutions({
    params: { project: ProjectName.parse('demo') },
    query: { max: 1000 },
  });
  const found: string[] = [];
  const seen = new Set<string>();
  for (const { id, job } of list.executions) {
    const name = job?.name ?? '';
    const asJob = asked.get(name);
    if (asJob === undefined || seen.has(name))
      found.push(`execution ${id}: ${name} was started again without a request`);
    seen.add(name);
    // The answer to the run or abort request may have been lost: repeat the abort, so that a long step ends.
    const nobodyStops = asJob?.abortAfterMs !== undefined;
    if (nobodyStops) await client.abortExecution({ params: { execution: id } });
    const execution = await endOf(client, id, 150_000).catch(() => undefined);
    if (execution === undefined) return [...found, await whyNoEnd(scene, id)];
    const lines = await linesOf(client, id);
    const { keeperKilled } = scene;
    if (asJob !== undefined)
      found.push(...(await misfits({ job: asJob, execution, lines, keeperKilled }, notes)));
  }
  await until('all processes of steps to be gone', async () =>
    (await scene.stepProcesses()).length === 0 ? true : undefined,
  ).catch(async () => found.push(`processes are left: ${(await scene.stepProcesses()).join('; ')}`));
  return [...found, ...(await swollen(scene)), ...ownEnds(scene)];
}

/** Returns diagnostics for an execution that does not end. */
async function whyNoEnd(scene: Scene, id: ExecutionId): Promise<string> {
  const { client } = scene.coordinator;
  const { reason } = await client.getExecution({ params: { execution: id } });
  const { runners } = await client.listRunnerOverviews();
  const healths = runners.map(({ name, health }) => `${name} is ${health}`);
  const said = scene.runners.map(({ name, started }) => `${name}: ${started.program.stderr.slice(-2000)}`);
  return [`execution ${id} does not end: ${JSON.stringify(reason)}`, ...healths, ...said].join('\n');
}

async function swollen(scene: Scene): Promise<string[]> {
  const pids = new Map<string, number>(scene.runners.map(({ name, started }) => [name, started.program.pid]));
  pids.set('coordinator', scene.coordinator.program.pid);
  for (const keeper of await scene.keepers()) pids.set(`keeper ${keeper}`, keeper);
  const found: string[] = [];
  for (const [name, pid] of pids) {
    const memory = await peakMemory(pid).catch(() => undefined);
    if (memory === undefined) found.push(`${name} is no longer running`);
    else if (memory > MOST_MEMORY_MIB) found.push(`${name} used ${Math.round(memory)} MiB of memory`);
  }
  return found;
}

/** Returns the runner processes that exited with a failure code, except for those that another process took over. */
function ownEnds(scene: Scene): string[] {
  return scene.runners.flatMap(({ name, programs }) =>
    programs.flatMap(({ child, stderr }) => {
      const { exitCode } = child;
      const isTakenOver = stderr.includes('took it over');
      if (exitCode === null || exitCode === 0 || isTakenOver) return [];
      return [`runner ${name} ended with ${exitCode}: ${stderr.slice(-500)}`];
    }),
  );
}
