import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FakeCoordinator } from '../testing/fake-coordinator.ts';
import type { RunnerProcess } from '../testing/runner-process.ts';
import { Scene } from '../testing/scene.ts';

describe('a starting runner', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
  });

  afterEach(() => scene.close());

  /** Asserts that the runner exits with the code, and logs one line with the problem and no stack trace. */
  async function expectRefused(runner: RunnerProcess, exit: number, ...texts: RegExp[]): Promise<void> {
    assert.equal(await runner.exited, exit, runner.raw);
    const fatal = runner.log.filter((line) => line.level === 'fatal');
    assert.equal(fatal.length, 1, runner.raw);
    for (const text of texts) assert.match(fatal[0]?.msg ?? '', text);
    assert.doesNotMatch(runner.raw, /\n\s+at |node:internal|\.ts:\d/);
  }

  it('enrolls once, and needs only its data dir from then on', async () => {
    const { coordinator } = scene;
    const first = scene.start();
    await scene.polling();
    await first.kill('SIGTERM');
    scene.startAgain();
    await coordinator.changes.until(() => coordinator.calls.syncs.length === 2);
    assert.equal(coordinator.heard.filter((call) => call === 'enroll').length, 1);
  });

  it('refuses a copy of a data dir that is in use, while the original runner continues', async () => {
    scene.start();
    await scene.polling();
    const copy = `${scene.dataDir}-copy`;
    await cp(scene.dataDir, copy, { recursive: true });
    try {
      const second = scene.startAgain({ dataDir: copy });
      await expectRefused(second, 3, /is a copy of one that a running replica uses/, /add-replica NAME/);
      assert.equal(scene.coordinator.calls.syncs.length, 1);
    } finally {
      await rm(copy, { recursive: true });
    }
  });

  it('makes its keys readable only by their owner, and sends only the public halves to the coordinator', async () => {
    const { coordinator, dataDir } = scene;
    scene.start();
    await scene.polling();
    assert.equal((await stat(dataDir)).mode & 0o777, 0o700);
    const path = join(dataDir, 'identity.json');
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    const kept = JSON.parse(await readFile(path, 'utf8'));
    assert.equal(coordinator.calls.enrolled?.signatureKey.x, kept.signatureKey.x);
    assert.deepEqual(Object.keys(coordinator.calls.enrolled?.encryptionKey ?? {}).sort(), [
      'crv',
      'kty',
      'x',
    ]);
  });

  it('reads the token from a file and from standard input', async () => {
    const { coordinator, dataDir } = scene;
    const file = join(dataDir, 'token');
    await writeFile(file, `${coordinator.calls.enrollmentToken}\n`);
    const first = scene.start({ enrollmentTokenFile: file }, {});
    await scene.polling();
    await first.kill('SIGTERM');
    const other = join(dataDir, 'other');
    const second = scene.start({ enrollmentTokenFile: '-', dataDir: other }, {});
    second.child.stdin?.end(`${coordinator.calls.enrollmentToken}\n`);
    await expectRefused(second, 3, /used by another replica/);
  });

  it('passes the token to no child process, and never prints it', async () => {
    const { coordinator } = scene;
    const runner = scene.start({ logLevel: 'trace' });
    await scene.polling();
    const operation = coordinator.run('env; cat /proc/$PPID/environ 2>/dev/null');
    await coordinator.ended(operation);
    assert.doesNotMatch(operation.text, /token-1/);
    assert.doesNotMatch(runner.raw, /token-1/);
  });

  it('reports an unknown token', async () => {
    const runner = scene.start({}, { OUTRUNNER_ENROLLMENT_TOKEN: 'wrong' });
    await expectRefused(runner, 3, /unknown, used or expired/, /Create a new one/);
  });

  it('explains how to get a token if it has none', async () => {
    await expectRefused(scene.start({}, {}), 2, /no enrollment token was given/, /outrunner runner create/);
  });

  it('reports an unusable folder for temporary files', async () => {
    const file = join(scene.dataDir, 'file');
    await writeFile(file, '');
    const below = join(file, 'below');
    await expectRefused(scene.start({ tempDir: below }), 2, /runner\.dirs\.tmp names .*below, which cannot/);
    if (process.platform === 'linux')
      await expectRefused(scene.start({ tempDir: '/proc/nowhere' }), 2, /runner\.dirs\.tmp names \/proc/);
  });

  it('ends if its data dir is removed, and does not create it again', async () => {
    const runner = scene.start();
    await scene.polling();
    await rm(scene.dataDir, { recursive: true, maxRetries: 5 });
    await expectRefused(runner, 1, /it was removed/);
    await assert.rejects(stat(scene.dataDir), { code: 'ENOENT' });
  });

  it('reports that the server address is missing', async () => {
    const runner = scene.start({ server: undefined });
    await expectRefused(runner, 2, /no server is given/, /--server https:/);
  });

  it('reports that the coordinator uses another protocol version', async () => {
    scene.coordinator.protocolVersion = 2;
    scene.coordinator.faults.next('enroll', { refuse: 'protocol-version-unsupported' });
    await expectRefused(scene.start(), 3, /protocol version/);
  });

  it('reports that its credentials were revoked', async () => {
    const { coordinator } = scene;
    const first = scene.start();
    await scene.polling();
    await first.kill('SIGTERM');
    coordinator.calls.replicaId = 'another-replica';
    await expectRefused(scene.startAgain(), 3, /were revoked/, /Regenerate the credentials/);
  });

  it('enrolls again if its credentials were revoked and it has a new token', async () => {
    const { coordinator } = scene;
    const first = scene.start();
    await scene.polling();
    await first.kill('SIGTERM');
    coordinator.calls.revoke('another-replica', 'token-2');
    scene.start({}, { OUTRUNNER_ENROLLMENT_TOKEN: 'token-2' });
    await coordinator.changes.until(() => coordinator.calls.syncs.length === 2);
    await coordinator.ended(coordinator.run('true'));
  });

  it('fails if it is started only to enroll and is interrupted before it is enrolled', async () => {
    const { coordinator } = scene;
    coordinator.faults.next('enroll', ...Array.from({ length: 100 }, () => 'unheard' as const));
    const enrolling = scene.start({ endsOnceConnected: true });
    await enrolling.said('Cannot reach the coordinator');
    enrolling.child.kill('SIGINT');
    assert.equal(await enrolling.exited, 130, enrolling.raw);
  });

  it('exits without waiting for a running step if it is started only to enroll', async () => {
    const { coordinator, dataDir } = scene;
    const first = scene.start();
    await scene.polling();
    const operation = coordinator.run(
      `echo begin; while [ ! -e ${dataDir}/go ]; do sleep 0.02; done; echo end`,
    );
    await coordinator.changes.until(() => operation.received > 0);
    await first.kill('SIGKILL');
    const enrolling = scene.start({ endsOnceConnected: true });
    assert.equal(await enrolling.exited, 0, enrolling.raw);
    await writeFile(join(dataDir, 'go'), '');
    scene.startAgain();
    assert.deepEqual((await coordinator.ended(operation)).end, { kind: 'exited', exitCode: 0 });
    assert.equal(operation.text, 'begin\nend\n');
  });

  it('enrolls again with its enrollment key if it was removed while it was offline', async () => {
    const { coordinator } = scene;
    coordinator.calls.reusable = true;
    const first = scene.start();
    await scene.polling();
    await first.kill('SIGTERM');
    coordinator.calls.revoke('another-replica', coordinator.calls.enrollmentToken);
    scene.start();
    await coordinator.changes.until(() => coordinator.calls.syncs.length === 2);
    await coordinator.ended(coordinator.run('true'));
  });

  it('does not enroll again if it is revoked while it is connected', async () => {
    const { coordinator } = scene;
    coordinator.calls.reusable = true;
    const runner = scene.start();
    await scene.polling();
    coordinator.faults.next('output', { refuse: 'replica-revoked' });
    coordinator.run('echo one');
    await expectRefused(runner, 3, /were revoked/);
  });

  it('reports that a data dir was enrolled with another coordinator', async () => {
    const first = scene.start();
    await scene.polling();
    await first.kill('SIGTERM');
    const other = await FakeCoordinator.start();
    try {
      await expectRefused(
        scene.startAgain({ server: other.url }),
        3,
        /was enrolled with coordinator/,
        /empty --data-dir/,
      );
    } finally {
      await other.close();
    }
    scene.startAgain();
    await scene.polling();
  });

  it('reports an unusable data dir', async () => {
    const file = join(scene.dataDir, 'file');
    await writeFile(file, '');
    await expectRefused(scene.start({ dataDir: join(file, 'below') }), 1, /a part of that path is a file/);
    await expectRefused(scene.start({ dataDir: file }), 1, /it is a file/);
  });

  it('reports a damaged identity or one of a newer version, and leaves the file unchanged', async () => {
    const { dataDir } = scene;
    const path = join(dataDir, 'identity.json');
    await mkdir(dataDir, { recursive: true });
    await writeFile(path, JSON.stringify({ format: 99, program: '9.9.9' }));
    await expectRefused(scene.start(), 1, /written by version 9\.9\.9/);
    const damaged = '{"d": hunter2}';
    await writeFile(path, damaged);
    const runner = scene.start();
    await expectRefused(runner, 1, /is damaged: it is not valid JSON/);
    assert.doesNotMatch(runner.raw, /hunter2/, 'no part of a private key is shown');
    assert.equal(await readFile(path, 'utf8'), damaged);
  });

  it('reports a state file of a newer version, and leaves the file unchanged', async () => {
    const first = scene.start();
    await scene.polling();
    await first.kill('SIGTERM');
    const path = join(scene.dataDir, 'replica.json');
    const newer = JSON.stringify({ format: 99, program: '9.9.9' });
    await writeFile(path, newer);
    await expectRefused(scene.startAgain(), 1, /replica\.json was written by version 9\.9\.9/);
    assert.equal(await readFile(path, 'utf8'), newer);
  });

  it('retries while the coordinator does not answer, and logs the failure once', async () => {
    const { coordinator } = scene;
    await coordinator.cutLink();
    const runner = scene.start();
    const line = await runner.said('Cannot reach the coordinator at');
    assert.match(line.msg, /Cannot reach the coordinator at \S+: nothing listens there\..* Retrying/);
    await coordinator.restoreLink();
    await scene.polling();
    assert.equal(runner.log.filter((one) => one.level === 'warn').length, 1);
  });
});
