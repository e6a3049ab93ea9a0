import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { RunnerId } from '../../../protocol/ids.ts';
import { RUNNER_PATHS } from '../../../protocol/runner/headers.ts';
import { startTestCoordinator, type TestCoordinator } from '../testing/test-coordinator.ts';
import { HOST, newKeys, type RunnerKeys, TestRunner } from '../testing/test-runner.ts';

describe('an enrollment key', () => {
  let coordinator: TestCoordinator;
  let runnerId: RunnerId;
  const runners: TestRunner[] = [];

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    runnerId = await coordinator.createRunner('pods', { replicaType: 'ephemeral' });
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) runner.close();
    await coordinator.close();
  });

  const keyFor = async (bounds: { maxReplicas?: number; networks?: string[] } = {}, lifeSeconds = 60) => {
    const key = { id: randomUUID(), maxReplicas: 2, networks: [], ...bounds };
    return (await coordinator.protocol.enrollments.createKey(runnerId, key, lifeSeconds)).token;
  };
  const newRunner = async (keys?: RunnerKeys) => {
    const runner = new TestRunner(coordinator.url, keys ?? (await newKeys()));
    runners.push(runner);
    return runner;
  };
  const refusal = async (token: string) => {
    const runner = await newRunner();
    const { signatureKey, encryptionKey } = runner.keys;
    return runner.refused(RUNNER_PATHS.enroll, { token, signatureKey, encryptionKey, host: HOST });
  };

  it('enrolls several replicas, and returns the same replica for the same keys', async () => {
    const token = await keyFor();
    const first = await newRunner();
    const { replicaId } = await first.enroll(token);
    assert.equal((await (await newRunner(first.keys)).enroll(token)).replicaId, replicaId);
    assert.notEqual((await (await newRunner()).enroll(token)).replicaId, replicaId);
  });

  it('limits the number of replicas, not counting those that signed off', async () => {
    const token = await keyFor({ maxReplicas: 1 });
    const first = await newRunner();
    await first.enroll(token);
    const refused = { status: 409, code: 'enrollment-out-of-bounds' };
    assert.deepEqual([await refusal(token), await refusal(token)], [refused, refused]);
    await first.signIn();
    await first.sync();
    await first.poll({ goodbye: true });
    await (await newRunner()).enroll(token);
    const refusals = coordinator.audited.filter(({ what }) => what === 'replica.enroll.refused');
    assert.equal(refusals.length, 1);
    assert.match(
      JSON.stringify(refusals[0]?.details),
      /it is limited to 1 live replicas, and there are already 1/,
    );
  });

  it('refuses a further replica if 16 replicas that it enrolled are Down', async () => {
    const token = await keyFor({ maxReplicas: 1 });
    const comeAndGo = async () => {
      const runner = await newRunner();
      await runner.enroll(token);
      await runner.signIn();
      await runner.sync();
      await runner.poll({ goodbye: true });
    };
    for (let count = 0; count < 16; count += 1) await comeAndGo();
    await assert.rejects(comeAndGo(), /16 replicas that are Down: delete those/);
  });

  it('is accepted only from its networks', async () => {
    assert.deepEqual(await refusal(await keyFor({ networks: ['10.0.0.0/8', '192.0.2.7'] })), {
      status: 409,
      code: 'enrollment-out-of-bounds',
    });
    await (await newRunner()).enroll(await keyFor({ networks: ['10.0.0.0/8', '127.0.0.0/8'] }));
  });

  it('is refused after it expires, and after the credentials of the runner are revoked', async () => {
    const expired = await keyFor({}, 60);
    coordinator.clock.advance(60_000);
    assert.deepEqual(await refusal(expired), { status: 401, code: 'enrollment-refused' });
    const revoked = await keyFor();
    await coordinator.protocol.enrollments.revokeReplicas(runnerId);
    assert.deepEqual(await refusal(revoked), { status: 401, code: 'enrollment-refused' });
  });
});
