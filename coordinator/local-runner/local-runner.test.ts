import assert from 'node:assert/strict';
import * as z from 'zod';
import { itAsRoot } from '../../support/testing/as-root.ts';
import { hashToken } from '../access/token-value.ts';
import { eventually } from '../dispatch/testing/eventually.ts';
import { startTestCoordinator, type TestCoordinator } from '../runner-protocol/testing/test-coordinator.ts';
import { newKeys, TestRunner } from '../runner-protocol/testing/test-runner.ts';
import { LocalRunner, type LocalRunnerOptions } from './local-runner.ts';
import { defineLocalRunner, LOCAL_RUNNER_ID } from './local-runner-record.ts';
import { findUser, parsePasswdLine } from './operating-user.ts';

const FAKE_RUNNER = new URL('./testing/fake-runner.program.ts', import.meta.url).pathname;

const SAYS_WHO_RUNS_IT = `
  printf '{"parameters":[],"environment":{"USER":"%s","HOME":"%s"},"uid":%s,"folder":"%s"}\\n' "$USER" "$HOME" "$(id -u)" "$PWD"
  exec sleep 600`;

const Started = z.object({
  parameters: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  input: z.string().optional(),
  uid: z.number().optional(),
  folder: z.string(),
});

describe('the Local Runner', () => {
  let coordinator: TestCoordinator;
  let lines: string[];
  let warnings: string[];
  let localRunner: LocalRunner;

  const start = async (behaviour: string, more: Partial<LocalRunnerOptions> = {}): Promise<void> => {
    const { definitions, protocol, clock } = coordinator;
    localRunner = new LocalRunner({
      definitions,
      enrollments: protocol.enrollments,
      program: [process.execPath, FAKE_RUNNER],
      server: 'http://127.0.0.1:4440',
      dataDir: '/data/local-runner',
      parameters: [behaviour],
      environment: { PATH: process.env['PATH'], HOME: '/home/ops', SECRET: 'of the coordinator' },
      clock,
      log: {
        info: (_fields, message) => void lines.push(message.replace('Local Runner: ', '')),
        warn: (_fields, message) => void warnings.push(message),
        error: (_fields, message) => assert.fail(message),
      },
      ...more,
    });
    await localRunner.start();
  };
  const started = async (times = 1): Promise<z.infer<typeof Started>> => {
    const records = () => lines.filter((line) => line.startsWith('{'));
    await eventually(() => records().length >= times);
    return Started.parse(JSON.parse(records().at(-1) ?? ''));
  };

  beforeEach(async () => {
    lines = [];
    warnings = [];
    coordinator = await startTestCoordinator();
    await defineLocalRunner(coordinator.definitions, true, 1);
  });

  afterEach(async () => {
    const stopped = localRunner.stop();
    coordinator.clock.advance(3000);
    await stopped;
    await coordinator.close();
  });

  it('starts like any other runner, with only HOME and PATH in its environment', async () => {
    await start('polite');
    const { parameters, environment, folder } = await started();
    const server = ['--server', 'http://127.0.0.1:4440'];
    const rest = [
      '--data-dir',
      '/data/local-runner',
      '--enrollment-token-file',
      '-',
      '--log',
      'json',
      'polite',
    ];
    assert.deepEqual(parameters, ['runner', 'start', ...server, ...rest]);
    assert.deepEqual(Object.keys(environment).sort(), ['HOME', 'PATH']);
    assert.equal(folder, '/');
  });

  it('gets its enrollment token on standard input, not as an argument or in the environment', async () => {
    await start('polite');
    const { parameters, environment, input } = await started();
    const token = input ?? '';
    assert.ok(![...parameters, ...Object.values(environment)].join(' ').includes(token));
    const snapshot = await coordinator.definitions.snapshot();
    assert.equal(snapshot.get('enrollments', hashToken(token))?.runnerId, LOCAL_RUNNER_ID);
  });

  it('is restarted when it dies, with a doubling delay', async () => {
    await start('dies');
    for (const [times, pause] of [
      [1, 500],
      [2, 1000],
      [3, 2000],
    ] as const) {
      await started(times);
      await eventually(() => warnings.length === times);
      coordinator.clock.advance(pause - 1);
      assert.equal(lines.length, times);
      coordinator.clock.advance(1);
    }
    await started(4);
    await eventually(() => warnings.length === 4);
  });

  it('receives one SIGTERM when it is stopped and exits on the signal', async () => {
    await start('polite');
    await started();
    const stopped = localRunner.stop();
    coordinator.clock.advance(0);
    await stopped;
    assert.equal(lines.at(-1), 'asked 1');
  });

  it('receives a second SIGTERM after 1.5 s if it is still running', async () => {
    await start('busy');
    await started();
    const stopped = localRunner.stop();
    coordinator.clock.advance(0);
    await eventually(() => lines.at(-1) === 'asked 1');
    coordinator.clock.advance(1500);
    await stopped;
    assert.equal(lines.at(-1), 'asked 2');
  });

  it('is killed if it does not exit on request', async () => {
    await start('deaf');
    await started();
    const stopped = localRunner.stop();
    coordinator.clock.advance(0);
    await eventually(() => lines.at(-1) === 'asked 1');
    coordinator.clock.advance(3000);
    await stopped;
  });

  it('keeps only the replica that enrolled last', async () => {
    await start('polite');
    for (let enrolled = 0; enrolled < 2; enrolled += 1) {
      coordinator.clock.advance(10);
      const runner = new TestRunner(coordinator.url, await newKeys());
      const { replicaId } = await runner.enroll(
        (await coordinator.protocol.enrollments.create(LOCAL_RUNNER_ID)).token,
      );
      runner.close();
      await eventually(() => {
        const replicas = coordinator.dispatch.registry.replicasOf(LOCAL_RUNNER_ID);
        return replicas.length === 1 && replicas[0]?.replicaId === replicaId;
      });
    }
  });

  itAsRoot('runs as another user if root starts it', async () => {
    const user = await findUser('nobody');
    // A system program, because that user may not be able to read this checkout.
    await start('polite', { user, program: ['/bin/sh', '-c', SAYS_WHO_RUNS_IT] });
    const { uid, environment } = await started();
    assert.equal(uid, user.uid);
    assert.equal(environment['USER'], 'nobody');
    assert.equal(environment['HOME'], user.home);
  });
});

describe('the user of the Local Runner', () => {
  it('can differ from the user of the coordinator only if the coordinator runs as root, and the error suggests an alternative', async () => {
    await assert.rejects(findUser('ops', 1000), /does not run as root/);
    await findUser('ops', 1000).catch((error) => assert.match(error.remedy, /--local-runner-same-user/));
  });

  it('must exist', async () => {
    for (const name of ['no-such-user', 'a:b', '']) await assert.rejects(findUser(name, 0), /no user/);
  });

  it('is parsed from a line of the user database', () => {
    assert.deepEqual(parsePasswdLine('ops:x:1001:1002:Operations,,,:/home/ops:/bin/bash\n'), {
      name: 'ops',
      uid: 1001,
      gid: 1002,
      home: '/home/ops',
      shell: '/bin/bash',
    });
    assert.equal(parsePasswdLine('garbage'), undefined);
  });
});

describe('the definition of the Local Runner', () => {
  let coordinator: TestCoordinator;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
  });
  afterEach(() => coordinator.close());

  it('is created once, as a local runner', async () => {
    await defineLocalRunner(coordinator.definitions, true, 1);
    const { revision } = await coordinator.definitions.snapshot();
    await defineLocalRunner(coordinator.definitions, true, 2);
    const snapshot = await coordinator.definitions.snapshot();
    assert.equal(snapshot.revision, revision);
    assert.equal(snapshot.get('runners', LOCAL_RUNNER_ID)?.local, true);
  });

  it('is deleted with its credentials if the coordinator runs without a Local Runner', async () => {
    await defineLocalRunner(coordinator.definitions, true, 1);
    await coordinator.protocol.enrollments.create(LOCAL_RUNNER_ID);
    await defineLocalRunner(coordinator.definitions, false, 2);
    const snapshot = await coordinator.definitions.snapshot();
    assert.equal(snapshot.get('runners', LOCAL_RUNNER_ID), undefined);
    assert.deepEqual(snapshot.values('enrollments'), []);
  });
});
