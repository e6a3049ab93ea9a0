import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { Coordinator } from './harness/coordinator.ts';
import { linesOf, runJob } from './harness/jobs.ts';
import { keeperOf } from './harness/processes.ts';
import { Program, type ProgramOptions } from './harness/program.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';
import { oldestNode } from './oldest-node.ts';

const VARIABLE = 'OUTRUNNER_ENROLLMENT_TOKEN';

const BOUNDS = { maxReplicas: 1, networks: ['127.0.0.0/8'] };

/** Prints its process id, and runs until it is killed. */
const STEP = '#!/bin/sh\necho "step $$"\nexec sleep 600';

describe('a secret that a process reads at its start', () => {
  let world: World;
  let coordinator: Coordinator;

  beforeEach(async () => {
    world = await World.open();
    coordinator = await world.coordinator();
  });

  afterEach(() => world[Symbol.asyncDispose]());

  for (const kind of ['one-time token', 'enrollment key'] as const) {
    it(`is not readable in any process of a runner that enrolled with an environment variable: ${kind}`, async () => {
      const secret = await secretOf(kind);
      await assertUnreadable(secret, { environment: { [VARIABLE]: secret } });
    });

    it(`is not readable in any process of a runner that read it from a file: ${kind}`, async () => {
      const secret = await secretOf(kind);
      const file = world.path('secret');
      await writeFile(file, `${secret}\n`, { mode: 0o600 });
      await assertUnreadable(secret, { args: ['--enrollment-token-file', file] });
    });
  }

  it('is not readable in any process of a runner on the oldest Node that enrolled with an environment variable', async () => {
    const secret = await secretOf('one-time token');
    await assertUnreadable(secret, { environment: { [VARIABLE]: secret }, node: oldestNode() });
  });

  it('is not readable in any process of a runner that read it from standard input', async () => {
    const secret = await secretOf('one-time token');
    await assertUnreadable(secret, { args: ['--enrollment-token-file', '-'], input: secret });
  });

  it('is not readable in any process, and neither is a client key passphrase from the environment', async () => {
    const secret = await secretOf('one-time token');
    const password = 'correct-horse-battery';
    const environment = { [VARIABLE]: secret, RUNNER_SERVER_CLIENTKEYPASSPHRASE: password };
    await assertUnreadable(secret, { environment });
    assert.deepEqual(await pidsThatShow(password), []);
  });

  it('is not readable in any process of the Local Runner', async () => {
    coordinator = await world.coordinator({
      dataDir: world.path('own'),
      args: ['--local-runner-same-user'],
    });
    const execution = await runJob(coordinator.client, { name: 'local', steps: [STEP] });
    await stepOf(execution);
    const keeper = await keeperOf(`${coordinator.dataDir}/local-runner`);
    const home = `HOME=${world.path('home')}`;
    assert.ok((await pidsThatShow(home)).includes(keeper));
    assert.deepEqual(await pidsThatShow(home, `${VARIABLE}=`), []);
  });

  it('is not readable in any process if it is a master key that the coordinator reads from the environment', async () => {
    const masterKey = randomBytes(32).toString('base64');
    coordinator = await world.coordinator({
      dataDir: world.path('own'),
      args: ['--local-runner-same-user'],
      environment: { ...world.environment, OUTRUNNER_MASTER_KEY: masterKey },
    });
    const execution = await runJob(coordinator.client, { name: 'local', steps: [STEP] });
    await stepOf(execution);
    assert.ok((await pidsThatShow(`HOME=${world.path('home')}`)).includes(coordinator.program.pid));
    assert.deepEqual(await pidsThatShow(masterKey), []);
  });

  async function secretOf(kind: 'one-time token' | 'enrollment key'): Promise<string> {
    const { client } = coordinator;
    const created = await client.createRunner({
      body: { name: 'east', description: '', tagNames: ['east'], assignedProjects: { demo: '.*' } },
    });
    if (kind === 'one-time token') return created.token;
    return (await client.createEnrollmentKey({ params: { runner: created.runnerId }, body: BOUNDS })).token;
  }

  /** Enrolls a runner with the secret, runs a step on it, and searches every process of this host for the secret. */
  async function assertUnreadable(
    secret: string,
    how: Pick<Partial<ProgramOptions>, 'args' | 'environment' | 'input' | 'node'>,
  ): Promise<void> {
    const dataDir = world.path('runner');
    const runner = new Program({
      args: ['runner', 'start', '--server', coordinator.url, '--data-dir', dataDir, ...(how.args ?? [])],
      environment: { ...world.environment, ...how.environment },
      ...(how.input === undefined ? {} : { input: how.input }),
      ...(how.node === undefined ? {} : { node: how.node }),
    });
    await world.healthy(coordinator, 'east');
    const execution = await runJob(coordinator.client, { name: 'steps', tags: ['east'], steps: [STEP] });
    const step = await stepOf(execution);
    const shown = await pidsThatShow('PATH=');
    for (const pid of [runner.pid, await keeperOf(dataDir), step]) assert.ok(shown.includes(pid), `${pid}`);
    assert.deepEqual(await pidsThatShow(secret), []);
  }

  async function stepOf(execution: Parameters<typeof linesOf>[1]): Promise<number> {
    const { client } = coordinator;
    const line = await until('the step to print its id', async () =>
      (await linesOf(client, execution)).find((it) => it.startsWith('step ')),
    );
    return Number(line.slice('step '.length));
  }
});

/** Returns the ids of processes of this host whose environment or command line contains all of these parts. */
async function pidsThatShow(...parts: readonly string[]): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 1);
  const shown = await Promise.all(
    pids.map(async (pid) => {
      const files = ['environ', 'cmdline'].map((file) =>
        readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => ''),
      );
      return (await Promise.all(files)).join('\0');
    }),
  );
  return pids.filter((_, index) => parts.every((part) => shown[index]?.includes(part)));
}
