import assert from 'node:assert/strict';
import { InstanceId, ReplicaId } from '../../../protocol/ids.ts';
import { RUNNER_HEADERS, RUNNER_PATHS } from '../../../protocol/runner/headers.ts';
import { TokenAnswer } from '../../../protocol/runner/token.ts';
import { startTestCoordinator, type TestCoordinator } from '../testing/test-coordinator.ts';
import { expectRefused, newKeys, TestRunner } from '../testing/test-runner.ts';

describe('POST token', () => {
  let coordinator: TestCoordinator;
  let runner: TestRunner;
  const ask = (more: object = {}): object => ({
    replicaId: runner.replicaId,
    instanceId: runner.instanceId,
    ...more,
  });

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    runner = new TestRunner(coordinator.url, await newKeys());
    const runnerId = await coordinator.createRunner('db');
    await runner.enroll((await coordinator.protocol.enrollments.create(runnerId)).token);
  });

  afterEach(async () => {
    runner.close();
    await coordinator.close();
  });

  it('exchanges a signed nonce for an access token with its lifetime', async () => {
    const answer = await runner.ok(RUNNER_PATHS.token, ask({ proof: await runner.proof() }), TokenAnswer);
    assert.ok('accessToken' in answer);
    assert.equal(answer.expiresInSeconds, 600);
  });

  it('returns the protocol version, coordinator id, generation and sequence in answers and in refusals', async () => {
    coordinator.sequence = 4711;
    const good = await runner.call(RUNNER_PATHS.token, ask());
    const bad = await runner.call(RUNNER_PATHS.token, { replicaId: 7 });
    for (const { headers } of [good, bad]) {
      assert.equal(headers[RUNNER_HEADERS.protocol], '1');
      assert.equal(headers[RUNNER_HEADERS.coordinator], runner.replica?.coordinatorId);
      assert.equal(headers[RUNNER_HEADERS.generation], '1');
      assert.equal(headers[RUNNER_HEADERS.sequence], '4711');
      assert.equal(headers['content-type'], 'application/json');
    }
  });

  it('accepts a nonce only once', async () => {
    const proof = await runner.proof();
    await runner.ok(RUNNER_PATHS.token, ask({ proof }), TokenAnswer);
    assert.deepEqual(coordinator.refusedLogins, []);
    assert.equal((await runner.refused(RUNNER_PATHS.token, ask({ proof }))).code, 'proof-invalid');
    assert.deepEqual(coordinator.refusedLogins, [{ address: '127.0.0.1', credential: 'replica proof' }]);
  });

  it('refuses a nonce that is a minute old', async () => {
    const proof = await runner.proof();
    coordinator.clock.advance(60_000);
    assert.equal((await runner.refused(RUNNER_PATHS.token, ask({ proof }))).code, 'proof-invalid');
  });

  it('refuses a proof for another replica, instance or coordinator, or with another nonce', async () => {
    const changes = [
      { replicaId: 'other' },
      { instanceId: 'other' },
      { coordinatorId: 'other' },
      { nonce: 'made-up.made-up' },
    ];
    for (const change of changes) {
      const proof = await runner.proof(change);
      assert.equal((await runner.refused(RUNNER_PATHS.token, ask({ proof }))).code, 'proof-invalid');
    }
  });

  it('refuses a proof that another key signed', async () => {
    const other = new TestRunner(coordinator.url, await newKeys());
    other.replica = runner.replica;
    assert.equal(
      (await runner.refused(RUNNER_PATHS.token, ask({ proof: await other.proof() }))).code,
      'proof-invalid',
    );
    other.close();
  });

  it('refuses an unknown replica', async () => {
    const replicaId = ReplicaId.parse('nobody');
    assert.deepEqual(await runner.refused(RUNNER_PATHS.token, ask({ replicaId })), {
      status: 401,
      code: 'replica-revoked',
    });
  });

  it('signs in a replica with a valid proof after 30 bad proofs in its name', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 30; attempt += 1)
      statuses.push((await runner.refused(RUNNER_PATHS.token, ask({ proof: 'x' }))).status);
    assert.deepEqual(statuses, [...Array(20).fill(401), ...Array(10).fill(429)]);
    await runner.signIn();
  });

  it('answers 429 to many failed sign-ins from one address, and signs in a valid replica from there', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 30; attempt += 1) {
      const replicaId = ReplicaId.parse(`nobody-${attempt}`);
      statuses.push((await runner.refused(RUNNER_PATHS.token, ask({ replicaId }))).status);
    }
    assert.deepEqual(statuses, [...Array(20).fill(401), ...Array(10).fill(429)]);
    await runner.signIn();
  });

  it('accepts the proofs of a replica after another replica signed in too often', async () => {
    const runnerId = await coordinator.createRunner('web');
    const busy = new TestRunner(coordinator.url, await newKeys());
    await busy.enroll((await coordinator.protocol.enrollments.create(runnerId)).token);
    for (let times = 0; times < 64; times += 1) await busy.signIn();
    const { replicaId, instanceId } = busy;
    const again = await busy.call(RUNNER_PATHS.token, { replicaId, instanceId, proof: await busy.proof() });
    assert.deepEqual(expectRefused(again), { status: 429, code: 'too-many-requests' });
    assert.equal(again.headers['retry-after'], '60');
    await runner.signIn();
    coordinator.clock.advance(60_000);
    await busy.signIn();
    busy.close();
  });

  it('issues a token that expires, after which a new sign-in is required', async () => {
    await runner.signIn();
    await runner.sync();
    coordinator.clock.advance(600_000);
    assert.deepEqual(await runner.refused(RUNNER_PATHS.sync, runner.syncBody()), {
      status: 401,
      code: 'access-token-invalid',
    });
    await runner.signIn();
    await runner.sync();
  });

  it('binds the token to the instance, so that another instance cannot use its session', async () => {
    await runner.signIn();
    await runner.sync();
    const { sessionId } = runner;
    runner.instanceId = InstanceId.parse('instance-2');
    await runner.signIn();
    runner.sessionId = sessionId;
    assert.equal((await runner.refused(RUNNER_PATHS.poll, runner.pollBody())).code, 'session-replaced');
  });

  it('refuses a body of more than 16 KiB', async () => {
    const answer = await runner.call(RUNNER_PATHS.token, { replicaId: 'x'.repeat(20_000) });
    assert.equal(answer.status, 413);
  });

  it('refuses a body that does not arrive within 10 s, and closes its connection', async () => {
    const { request, answer } = runner.http.open(RUNNER_PATHS.token, {
      'content-type': 'application/json',
      'content-length': '1000',
      ...runner.headers(),
    });
    request.write('{"replicaId":');
    // When the coordinator has answered another request, it has read the beginning of this one.
    await runner.call(RUNNER_PATHS.token, ask());
    coordinator.clock.advance(10_000);
    const { status, headers, body } = await answer;
    assert.deepEqual(expectRefused({ status, headers, body }), { status: 408, code: 'body-too-slow' });
    assert.equal(headers.connection, 'close');
  });

  it('is not available at another path', async () => {
    assert.deepEqual(await runner.refused('/runner/v1/else', {}), { status: 404, code: 'route-not-found' });
  });
});
