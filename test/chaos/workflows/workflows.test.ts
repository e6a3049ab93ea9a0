import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { WebhookReceiver } from '../../../coordinator/notifications/testing/receivers.ts';
import { type ExecutionId, type JobId, ProjectName } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { endOf, importJob } from '../../e2e/harness/jobs.ts';
import { until } from '../../e2e/harness/until.ts';
import { keepTroubling } from '../keep-troubling.ts';
import { Random } from '../random.ts';
import { Scene } from '../scene.ts';
import { GENTLE_TROUBLES, TROUBLES } from '../trouble.ts';
import { leftFiles, leftProcesses, secretsInClear } from './left-behind.ts';
import { attemptOf, misfits, notesIn } from './workflow-facts.ts';
import type { ChaosWorkflow } from './workflow-job.ts';
import { chaosWorkflow, NODES } from './workflow-kinds.ts';

/** Repeats the choices, as in `chaos.test.ts`. */
const SEED = Number(process.env['OUTRUNNER_CHAOS_SEED'] ?? Math.floor(Math.random() * 1e9));
const ROUNDS = Number(process.env['OUTRUNNER_CHAOS_ROUNDS'] ?? 1);
const TROUBLED_MS = Number(process.env['OUTRUNNER_CHAOS_MS'] ?? 30_000);
const PROJECT = ProjectName.parse('demo');
const TICK = 'tick';

describe('workflows under random faults', () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const seed = SEED + round;
    it(`lose and repeat no step and no output, and leave no files or secrets behind (seed ${seed})`, async function () {
      this.timeout(400_000);
      const random = new Random(seed);
      const lossy = random.chance(0.4);
      await using receiver = await WebhookReceiver.open();
      await using scene = await Scene.open();
      const notes = scene.world.path('notes');
      await mkdir(notes);
      const diary: string[] = [];
      const began = performance.now();
      const say = (what: string) => void diary.push(`${Math.round(performance.now() - began)} ms: ${what}`);
      const asked = new Map<string, ChaosWorkflow>();
      try {
        const tick = await prepare(scene);
        const over = AbortSignal.timeout(TROUBLED_MS);
        await Promise.all([
          submitAll({ scene, random: random.fork(), notes, receiver, asked, say }, over),
          keepTroubling(scene, random, lossy ? TROUBLES : GENTLE_TROUBLES, over, say),
          refuseNowAndThen(receiver, random.fork(), over),
        ]);
        say('quiet');
        await scene.coordinator.client.disableJobSchedule({ params: { job: tick } });
        assert.deepEqual(await verify(scene, { notes, receiver, asked }), []);
      } catch (error) {
        process.stderr.write(
          `seed ${seed}, ${lossy ? 'keepers die' : 'keepers live'}:\n${diary.join('\n')}\n`,
        );
        throw error;
      }
    });
  }
});

interface Round {
  readonly scene: Scene;
  readonly random: Random;
  readonly notes: string;
  readonly receiver: WebhookReceiver;
  readonly asked: Map<string, ChaosWorkflow>;
  readonly say: (what: string) => void;
}

/** Creates nodes, settings, and a job with a schedule. */
async function prepare({ coordinator: { client } }: Scene): Promise<JobId> {
  await client.setSourceNodes({
    params: { project: PROJECT, index: 1 },
    body: { text: JSON.stringify(NODES), mediaType: 'application/json' },
  });
  await client.updateSettings({
    body: {
      fetch: { allowed: ['127.0.0.1'] },
      notifications: { retrySeconds: 1, longestRetrySeconds: 2, attempts: 50 },
    },
  });
  return importJob(client, {
    name: TICK,
    steps: [{ exec: 'true' }],
    more: { schedule: { crontab: '0/3 * * * * ? *' }, multipleExecutions: true, timeZone: 'UTC' },
  });
}

async function submitAll(round: Round, over: AbortSignal): Promise<void> {
  const { scene, random, notes, receiver, asked, say } = round;
  const aborts: Promise<void>[] = [];
  for (let number = 1; !over.aborted; number += 1) {
    const workflow = chaosWorkflow(number, random, { folder: notes, receiver: receiver.url('') });
    asked.set(workflow.name, workflow);
    const execution = await submit(scene, workflow).catch(() => undefined);
    say(`${workflow.name} (${workflow.kind}) is execution ${execution ?? 'nobody knows'}`);
    if (execution !== undefined && workflow.abortAfterMs !== undefined)
      aborts.push(stop(scene, execution, workflow.abortAfterMs, say));
    await pause(random.between(200, 1500));
  }
  await Promise.all(aborts);
}

/** Starts a workflow. The answer to the run request may be lost, so the workflow may run once or not at all. */
async function submit(scene: Scene, workflow: ChaosWorkflow): Promise<ExecutionId> {
  const imported = (job: ChaosWorkflow['job']) =>
    until(`${job.name} to be imported`, () => importJob(scene.coordinator.client, job));
  for (const job of workflow.inner) await imported(job);
  const job = await imported(workflow.job);
  const { file, secret } = workflow;
  const options = {
    ...workflow.options,
    ...(secret === undefined ? {} : { key: secret }),
    ...(file === undefined ? {} : { data: await upload(scene, job, file) }),
  };
  const { id } = await scene.coordinator.client.runJob({ params: { job }, body: { options } });
  return id;
}

function upload(scene: Scene, job: JobId, content: string): Promise<string> {
  return until('a file to be uploaded', async () => {
    const { url, token } = scene.coordinator;
    const answer = await fetch(`${url}/api/53/job/${job}/input/file/data`, {
      method: 'POST',
      headers: { 'X-Rundeck-Auth-Token': token, 'Content-Type': 'octet/stream' },
      body: content,
    });
    const { options } = (await answer.json()) as { options: { data: string } };
    return options.data;
  });
}

async function stop(
  scene: Scene,
  execution: ExecutionId,
  afterMs: number,
  say: (what: string) => void,
): Promise<void> {
  await pause(afterMs);
  say(`abort ${execution}`);
  await until(`execution ${execution} to be stopped`, () =>
    scene.coordinator.client.abortExecution({ params: { execution } }),
  );
}

async function refuseNowAndThen(receiver: WebhookReceiver, random: Random, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await pause(random.between(500, 4000));
    receiver.statuses.push(random.pick([500, 503, 429]));
  }
}

/** Returns the inconsistencies after all executions have ended. */
async function verify(
  scene: Scene,
  { notes, receiver, asked }: Pick<Round, 'notes' | 'receiver' | 'asked'>,
): Promise<readonly string[]> {
  await stopUnknown(scene, asked);
  const ended = await allEnded(scene);
  const found: string[] = [];
  for (const workflow of asked.values()) {
    const executions = ended.filter(({ job }) => job?.name === workflow.name);
    const noted = await notesIn(workflow.name, notes);
    const attempts = [];
    for (const execution of executions)
      attempts.push(await attemptOf(scene.coordinator.client, execution, noted));
    found.push(...misfits(workflow, attempts, scene.keeperKilled || workflow.secret !== undefined));
  }
  const known = (name: string) => name === TICK || asked.has(name);
  for (const { id, job } of ended)
    if (!known(job?.name ?? '')) found.push(`execution ${id} was started without a request`);
  return [
    ...found,
    ...tickMisfits(ended.filter(({ job }) => job?.name === TICK)),
    ...(await untold(
      scene,
      ended.filter(({ job }) => job?.name !== TICK),
      receiver,
    )),
    ...(await leftFiles(scene)),
    ...(await secretsInClear(scene, receiver, asked)),
    ...(await leftProcesses(scene)),
  ];
}

/** Aborts the running executions of workflows that need an abort: the answer to their run request may be lost. */
async function stopUnknown(scene: Scene, asked: Round['asked']): Promise<void> {
  for (const { id, job, status } of await executionsOf(scene)) {
    if (status === 'running' && asked.get(job?.name ?? '')?.abortAfterMs !== undefined)
      await scene.coordinator.client.abortExecution({ params: { execution: id } });
  }
}

/** Returns all executions, oldest first, once they have ended. Waits for pending retries. */
async function allEnded(scene: Scene): Promise<readonly Execution[]> {
  const { client } = scene.coordinator;
  await until(
    'all executions to end',
    async () => {
      const all = await executionsOf(scene);
      for (const { id, status, retriedExecution } of all) {
        if (status === 'running') await endOf(client, id, 150_000);
        if (status === 'running') return undefined;
        if (status !== 'failed-with-retry' || retriedExecution !== undefined) continue;
        const { retriedExecution: next } = await client.getExecution({ params: { execution: id } });
        if (next === undefined) return undefined;
      }
      return true;
    },
    200_000,
  );
  return executionsOf(scene);
}

async function executionsOf({ coordinator: { client } }: Scene): Promise<readonly Execution[]> {
  const { executions } = await client.listProjectExecutions({
    params: { project: PROJECT },
    query: { max: 1000 },
  });
  return executions.toReversed();
}

function tickMisfits(ticks: readonly Execution[]): string[] {
  const planned = ticks.map(({ schedule }) => schedule?.plannedAt ?? 0);
  const again = planned.filter((instant, index) => planned.indexOf(instant) !== index);
  return [
    ...again.map((instant) => `the planned instant ${instant} came twice`),
    ...(ticks.length === 0 ? ['no schedule fired'] : []),
  ];
}

/**
 * Returns the inconsistencies of notifications. There must be one for each start and each end, with a stable id, and no
 * others.
 */
async function untold(
  { coordinator: { client } }: Scene,
  ended: readonly Execution[],
  receiver: WebhookReceiver,
): Promise<string[]> {
  const expected = new Set(
    ended.flatMap(({ id, status }) => [`${id}-onstart-1`, `${id}-${triggerOf(status)}-1`]),
  );
  const told = () => new Set(receiver.calls.map(({ headers }) => String(headers['x-outrunner-delivery'])));
  for (const { id } of ended) {
    await until(`the notifications of execution ${id} to be delivered`, async () => {
      const { notifications } = await client.listExecutionNotifications({ params: { execution: id } });
      return notifications.every(({ state }) => state === 'delivered') ? true : undefined;
    });
  }
  return [
    ...[...expected].filter((id) => !told().has(id)).map((id) => `${id} was never delivered`),
    ...[...told()].filter((id) => !expected.has(id)).map((id) => `${id} should not have been delivered`),
  ];
}

function triggerOf(status: string): string {
  if (status === 'succeeded') return 'onsuccess';
  return status === 'failed-with-retry' ? 'onretryablefailure' : 'onfailure';
}
