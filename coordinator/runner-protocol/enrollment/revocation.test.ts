import assert from 'node:assert/strict';
import type { RunnerId } from '../../../protocol/ids.ts';
import { RUNNER_PATHS } from '../../../protocol/runner/headers.ts';
import { eventually } from '../../dispatch/testing/eventually.ts';
import { operation, queued } from '../../dispatch/testing/queued.ts';
import { frame } from '../testing/frame.ts';
import { startTestCoordinator, type TestCoordinator } from '../testing/test-coordinator.ts';
import { connect, encodeFrames, expectRefused, type TestRunner } from '../testing/test-runner.ts';

describe('revoking the replicas of a runner', () => {
  let coordinator: TestCoordinator;
  let runnerId: RunnerId;
  let runner: TestRunner;
  const revoked = { status: 401, code: 'replica-revoked' };

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    runnerId = await coordinator.createRunner('db');
    runner = await connect(coordinator, runnerId);
  });

  afterEach(async () => {
    runner.close();
    await coordinator.close();
  });

  it('ends an open poll at once', async () => {
    const poll = runner.call(RUNNER_PATHS.poll, runner.pollBody());
    await eventually(() => coordinator.dispatch.registry.replica(runner.replicaId)?.polling === true);
    await coordinator.protocol.enrollments.revokeReplicas(runnerId);
    assert.deepEqual(expectRefused(await poll), revoked);
  });

  it('ends an open upload at once', async () => {
    coordinator.operations.dispatch(queued(1));
    await runner.claim(operation(1));
    const { request, answer } = runner.openOutput();
    request.write(encodeFrames([frame(1, 0, 'one')]));
    await eventually(() => coordinator.outputs.received(operation(1)) === 3);
    await coordinator.protocol.enrollments.revokeReplicas(runnerId);
    await assert.rejects(answer);
  });

  it('invalidates their access tokens and keys', async () => {
    const proof = await runner.proof();
    await coordinator.protocol.enrollments.revokeReplicas(runnerId);
    assert.deepEqual(await runner.refused(RUNNER_PATHS.sync, runner.syncBody()), {
      status: 401,
      code: 'access-token-invalid',
    });
    const { replicaId, instanceId } = runner;
    assert.deepEqual(await runner.refused(RUNNER_PATHS.token, { replicaId, instanceId, proof }), revoked);
  });

  it('abandons their operations and states the reason', async () => {
    await coordinator.protocol.enrollments.revokeReplicas(runnerId);
    assert.equal(coordinator.operations.losses[0]?.replicaId, runner.replicaId);
    assert.match(coordinator.operations.losses[0]?.problem ?? '', /revoked/);
  });

  it('offers their unclaimed operations to other runners', async () => {
    const otherId = await coordinator.createRunner('db-2');
    coordinator.operations.dispatch(queued(1));
    await runner.poll();
    const other = await connect(coordinator, otherId);
    const poll = other.poll();
    await eventually(() => coordinator.dispatch.registry.replica(other.replicaId)?.polling === true);
    await coordinator.protocol.enrollments.revokeReplicas(runnerId);
    assert.equal((await poll).messages[0]?.message.type, 'assign');
    other.close();
  });

  it('does not affect the replicas of other runners', async () => {
    const other = await connect(coordinator, await coordinator.createRunner('web'));
    await coordinator.protocol.enrollments.revokeReplicas(runnerId);
    await other.sync();
    other.close();
  });

  it('also happens when a runner is deleted from the definitions with its replicas', async () => {
    const poll = runner.call(RUNNER_PATHS.poll, runner.pollBody());
    await eventually(() => coordinator.dispatch.registry.replica(runner.replicaId)?.polling === true);
    await coordinator.definitions.change((draft) => {
      draft.remove('replicas', runner.replicaId);
      draft.remove('runners', runnerId);
    });
    assert.deepEqual(expectRefused(await poll), revoked);
  });

  it('does not affect the other replicas if only one replica is revoked', async () => {
    const sibling = await connect(coordinator, runnerId);
    await coordinator.protocol.enrollments.revokeReplica(runner.replicaId);
    await sibling.sync();
    assert.deepEqual(
      coordinator.dispatch.registry.replicasOf(runnerId).map(({ replicaId }) => replicaId),
      [sibling.replicaId],
    );
    sibling.close();
  });
});
