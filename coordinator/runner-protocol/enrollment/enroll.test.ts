import assert from 'node:assert/strict';
import { ErrorBody } from '../../../protocol/errors/error-body.ts';
import { EnrollAnswer } from '../../../protocol/runner/enroll.ts';
import { RUNNER_HEADERS, RUNNER_PATHS } from '../../../protocol/runner/headers.ts';
import { startTestCoordinator, type TestCoordinator } from '../testing/test-coordinator.ts';
import { HOST, newKeys, TestRunner } from '../testing/test-runner.ts';

describe('POST enroll', () => {
  let coordinator: TestCoordinator;
  let runner: TestRunner;
  let token: string;
  const body = (more: object = {}): object => {
    const { signatureKey, encryptionKey } = runner.keys;
    return { token, signatureKey, encryptionKey, host: HOST, ...more };
  };

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    const runnerId = await coordinator.createRunner('db');
    token = (await coordinator.protocol.enrollments.create(runnerId)).token;
    runner = new TestRunner(coordinator.url, await newKeys());
  });

  afterEach(async () => {
    runner.close();
    await coordinator.close();
  });

  it('exchanges a token and two public keys for a replica, which is stored before the response', async () => {
    const answer = await runner.enroll(token);
    const replica = (await coordinator.definitions.snapshot()).get('replicas', answer.replicaId);
    assert.equal(replica?.runnerId, answer.runnerId);
    assert.deepEqual(replica?.signatureKey, runner.keys.signatureKey);
    assert.equal(answer.runnerName, 'db');
    assert.equal(coordinator.dispatch.registry.replica(answer.replicaId)?.health, 'New');
    assert.deepEqual(
      coordinator.audited.map(({ what, details }) => ({ what, details })),
      [
        {
          what: 'replica.enroll',
          details: { subject: answer.replicaId, detail: `db on ${replica?.host.hostname}` },
        },
      ],
    );
  });

  it('stores only the hash of the token', async () => {
    const snapshot = await coordinator.definitions.snapshot();
    assert.ok(!JSON.stringify(snapshot.values('enrollments')).includes(token));
  });

  it('repeats its answer for the same key, even if the token has expired since', async () => {
    const first = await runner.ok(RUNNER_PATHS.enroll, body(), EnrollAnswer);
    coordinator.clock.advance(3_600_001);
    assert.deepEqual(await runner.ok(RUNNER_PATHS.enroll, body(), EnrollAnswer), first);
    assert.equal((await coordinator.definitions.snapshot()).values('replicas').length, 1);
  });

  it('creates one replica for two concurrent identical requests', async () => {
    const [first, second] = await Promise.all([runner.enroll(token), runner.enroll(token)]);
    assert.deepEqual(first, second);
    assert.equal((await coordinator.definitions.snapshot()).values('replicas').length, 1);
  });

  it('refuses a used token with another key, and raises an alarm', async () => {
    await runner.enroll(token);
    const { signatureKey } = await newKeys();
    assert.deepEqual(await runner.refused(RUNNER_PATHS.enroll, body({ signatureKey })), {
      status: 409,
      code: 'enrollment-key-differs',
    });
    assert.ok(
      coordinator.logged.some(({ level, message }) => level === 'error' && /another key/.test(message)),
    );
    assert.equal(coordinator.audited.at(-1)?.what, 'replica.enroll.refused');
  });

  it('answers a refusal once its audit record is durable', async () => {
    await runner.enroll(token);
    const other = await newKeys();
    for (const more of [{ signatureKey: other.signatureKey }, { token: 'guess' }]) {
      const order: string[] = [];
      coordinator.recorded = async () => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push('recorded');
      };
      await runner.refused(RUNNER_PATHS.enroll, body(more));
      order.push('answered');
      assert.deepEqual(order, ['recorded', 'answered']);
    }
  });

  it('refuses an unknown token', async () => {
    const refused = { status: 401, code: 'enrollment-refused' };
    assert.deepEqual(await runner.refused(RUNNER_PATHS.enroll, body({ token: 'guess' })), refused);
    assert.deepEqual(coordinator.refusedLogins, [{ address: '127.0.0.1', credential: 'enrollment token' }]);
  });

  it('refuses a token that is an hour old', async () => {
    coordinator.clock.advance(3_600_000);
    assert.equal((await runner.refused(RUNNER_PATHS.enroll, body())).code, 'enrollment-refused');
  });

  it('refuses a token that was revoked', async () => {
    await coordinator.protocol.enrollments.revokeReplicas(await coordinator.createRunner('db'));
    assert.equal((await runner.refused(RUNNER_PATHS.enroll, body())).code, 'enrollment-refused');
  });

  it('refuses a key of another type, and reports the expected type', async () => {
    const { encryptionKey } = runner.keys;
    const answer = await runner.call(RUNNER_PATHS.enroll, body({ signatureKey: encryptionKey }));
    assert.equal(answer.status, 400);
    assert.match(ErrorBody.parse(answer.body).message, /signatureKey.*Ed25519/);
  });

  it('refuses public keys that contain private members', async () => {
    const signatureKey = { ...runner.keys.signatureKey, d: 'secret' };
    assert.equal((await runner.refused(RUNNER_PATHS.enroll, body({ signatureKey }))).code, 'invalid-input');
  });

  it('enrolls with a valid token after 30 invalid tokens from the same address', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 30; attempt += 1)
      statuses.push((await runner.refused(RUNNER_PATHS.enroll, body({ token: `guess-${attempt}` }))).status);
    assert.deepEqual(statuses, [...Array(20).fill(401), ...Array(10).fill(429)]);
    const limited = await runner.call(RUNNER_PATHS.enroll, body({ token: 'guess' }));
    assert.equal(limited.headers['retry-after'], '60');
    await runner.enroll(token);
  });

  it('audits and logs a used token with other keys at most 20 times in a minute', async () => {
    await runner.enroll(token);
    const { signatureKey } = await newKeys();
    for (let attempt = 0; attempt < 30; attempt += 1)
      await runner.refused(RUNNER_PATHS.enroll, body({ signatureKey }));
    const refusals = coordinator.audited.filter(({ what }) => what === 'replica.enroll.refused');
    assert.equal(refusals.length, 20);
    assert.equal(coordinator.logged.filter(({ level }) => level === 'error').length, 20);
  });

  it('refuses a runner of another protocol version, and reports both versions and the version to install', async () => {
    const headers = { ...runner.headers(), [RUNNER_HEADERS.protocol]: '99' };
    const answer = await runner.http.post(RUNNER_PATHS.enroll, body(), headers);
    assert.equal(answer.status, 426);
    const { errorCode, message, remedy } = ErrorBody.parse(answer.body);
    assert.equal(errorCode, 'protocol-version-unsupported');
    assert.match(message, /99.*1/);
    assert.match(remedy ?? '', /0\.1\.0/);
  });
});
