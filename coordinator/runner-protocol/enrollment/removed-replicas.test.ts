import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { RunnerId } from '../../../protocol/ids.ts';
import type { HeldOperation } from '../../../protocol/runner/sync.ts';
import { eventually } from '../../dispatch/testing/eventually.ts';
import { operation, queued, result } from '../../dispatch/testing/queued.ts';
import { digestOf, frame } from '../testing/frame.ts';
import { startTestCoordinator, type TestCoordinator } from '../testing/test-coordinator.ts';
import { newKeys, TestRunner } from '../testing/test-runner.ts';

describe('an ephemeral replica that stayed offline', () => {
  let coordinator: TestCoordinator;
  let runnerId: RunnerId;
  let token: string;
  let replica: TestRunner;
  const joined: TestRunner[] = [];

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    runnerId = await coordinator.createRunner('pods', { replicaType: 'ephemeral' });
    const key = { id: randomUUID(), maxReplicas: 1, networks: [] };
    token = (await coordinator.protocol.enrollments.createKey(runnerId, key, 86_400)).token;
    replica = await join();
  });
  afterEach(async () => {
    for (const runner of joined.splice(0)) runner.close();
    await coordinator.close();
  });

  const join = async () => {
    const runner = new TestRunner(coordinator.url, await newKeys());
    joined.push(runner);
    assert.equal((await runner.enroll(token)).reusable, true);
    await runner.signIn();
    await runner.sync();
    return runner;
  };
  const seen = () => coordinator.dispatch.registry.replicasOf(runnerId);
  const forgotten = async () => {
    const known = async () => (await coordinator.definitions.snapshot()).get('replicas', replica.replicaId);
    while ((await known()) !== undefined) await setImmediate();
  };
  const grant = async (n: number) => {
    coordinator.operations.dispatch(queued(n));
    await replica.claim(operation(n));
  };
  const stayAway = async (seconds: number) => {
    coordinator.clock.advance(seconds * 1000);
    // The coordinator abandons the replica's operations first, and removes the replica at a later check.
    await setImmediate();
    coordinator.clock.advance(1000);
    await eventually(() => seen().length === 0);
  };
  const comeBack = async (...held: Partial<HeldOperation>[]) => {
    await replica.signIn();
    return replica.sync(held);
  };

  it('is removed after 600 s, so that another replica can enroll', async () => {
    coordinator.clock.advance(599_000);
    assert.equal(seen().length, 1);
    await stayAway(1);
    const removals = () => coordinator.audited.filter(({ what }) => what === 'replica.remove');
    await eventually(() => removals().length === 1);
    const detail = 'pods: the replica stayed offline';
    assert.deepEqual(removals()[0]?.details, { subject: replica.replicaId, detail });
    await join();
    assert.equal(seen().length, 1);
  });

  it('still delivers its pending results, gets no operations, and is deleted after it signs off', async () => {
    await coordinator.set((settings) => ({
      ...settings,
      runner: { ...settings.runner, ephemeralRemovalSeconds: 60 },
    }));
    await grant(1);
    await stayAway(60);
    coordinator.operations.dispatch(queued(2));
    const { decisions } = await comeBack({ operationId: operation(1), offset: 5 });
    assert.equal(decisions[0]?.action, 'resume');
    assert.deepEqual(
      (await replica.poll()).messages.map(({ message }) => message.type),
      ['drain'],
    );
    await replica.output(frame(1, 0, 'hello'));
    const [verdict] = await replica.results(result(1, { offset: 5, digest: digestOf('hello') }));
    assert.equal(verdict?.verdict, 'accepted');
    assert.equal(seen().length, 0);
    await replica.poll({ draining: true, goodbye: true });
    await forgotten();
    await assert.rejects(replica.signIn());
  });

  it('is asked to drain even after a restart of the coordinator', async () => {
    await stayAway(600);
    await coordinator.restart();
    assert.equal(seen().length, 0);
    await comeBack();
    assert.equal((await replica.poll()).messages[0]?.message.type, 'drain');
  });

  it('delivers the end of a step that was abandoned in the meantime, marked late', async () => {
    await grant(1);
    await stayAway(600);
    assert.equal(coordinator.operations.endOf(operation(1))?.kind, 'unknown');
    const { decisions } = await comeBack({ operationId: operation(1), state: 'ended', offset: 5 });
    assert.deepEqual(decisions, [{ operationId: '1-1', action: 'resume', offset: 5 }]);
    assert.equal((await replica.results(result(1, { offset: 5 })))[0]?.verdict, 'late');
  });

  it('becomes a new replica if it enrolls again with the same keys, and is not asked to drain', async () => {
    await stayAway(600);
    const again = new TestRunner(coordinator.url, replica.keys);
    joined.push(again);
    const { replicaId } = await again.enroll(token);
    assert.notEqual(replicaId, replica.replicaId);
    assert.equal((await again.enroll(token)).replicaId, replicaId, 'a repeated call has the same answer');
    await again.signIn();
    await again.sync();
    coordinator.operations.dispatch(queued(1));
    assert.equal((await again.poll()).messages[0]?.message.type, 'assign');
    assert.equal(seen().length, 1);
  });

  it('is deleted from the definitions after a week', async () => {
    await stayAway(600);
    await join();
    coordinator.clock.sleep(7 * 86_400_000);
    coordinator.clock.advance(602_000);
    await forgotten();
  });
});
