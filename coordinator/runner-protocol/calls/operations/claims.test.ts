import assert from 'node:assert/strict';
import { compactDecrypt } from 'jose';
import { ProjectName, type RunnerId, Tag } from '../../../../protocol/ids.ts';
import { SecureValues } from '../../../../protocol/runner/claims.ts';
import { RUNNER_PATHS } from '../../../../protocol/runner/headers.ts';
import { eventually } from '../../../dispatch/testing/eventually.ts';
import { operation, queued, result } from '../../../dispatch/testing/queued.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { assigned, connect, expectRefused, type TestRunner } from '../../testing/test-runner.ts';

describe('POST claims', () => {
  let coordinator: TestCoordinator;
  let runnerId: RunnerId;
  let runner: TestRunner;
  const verdicts = (claims: readonly { verdict: string }[]): string[] => claims.map(({ verdict }) => verdict);

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    runnerId = await coordinator.createRunner('db');
    runner = await connect(coordinator, runnerId);
  });

  afterEach(async () => {
    runner.close();
    await coordinator.close();
  });

  it('grants a queued operation with the data that the step needs', async () => {
    coordinator.operations.dispatch(queued(1));
    assert.deepEqual(await runner.claim(operation(1)), [
      {
        operationId: '1-1',
        verdict: 'granted',
        operation: {
          executionId: 1,
          template: { kind: 'exec', command: 'echo 1-1', pty: false },
          values: { option: {}, secureOption: [], job: {} },
          filters: [],
          files: [],
          fetchAllowed: [],
        },
      },
    ]);
  });

  it('repeats the answer to the same instance, in case the first answer was lost', async () => {
    coordinator.operations.dispatch(queued(1));
    assert.deepEqual(await runner.claim(operation(1)), await runner.claim(operation(1)));
  });

  it('answers "taken" to another replica once an operation is granted', async () => {
    coordinator.operations.dispatch(queued(1));
    await runner.claim(operation(1));
    const other = await connect(coordinator, runnerId);
    assert.deepEqual(verdicts(await other.claim(operation(1))), ['taken']);
    other.close();
  });

  it('grants an operation to only one of two concurrent callers', async () => {
    const other = await connect(coordinator, runnerId);
    coordinator.operations.dispatch(queued(1));
    const answers = await Promise.all([runner.claim(operation(1)), other.claim(operation(1))]);
    assert.deepEqual(verdicts(answers.flat()).sort(), ['granted', 'taken']);
    other.close();
  });

  it('answers "withdrawn" for operations that have ended or are unknown', async () => {
    coordinator.operations.dispatch(queued(1));
    await runner.claim(operation(1));
    await runner.results(result(1));
    assert.deepEqual(verdicts(await runner.claim(operation(1), operation(9))), ['withdrawn', 'withdrawn']);
  });

  it('answers each operation of a batch separately', async () => {
    coordinator.operations.dispatch(queued(1));
    coordinator.operations.dispatch(queued(2));
    assert.deepEqual(verdicts(await runner.claim(operation(2), operation(7), operation(1))), [
      'granted',
      'withdrawn',
      'granted',
    ]);
  });

  it('grants nothing to a runner that does not match the operation, even if the runner knows the id', async () => {
    const runners = [
      await coordinator.createRunner('elsewhere', { assignedProjects: [ProjectName.parse('shop')] }),
      await coordinator.createRunner('web', { tags: [Tag.parse('web')] }),
    ];
    coordinator.operations.dispatch(queued(1));
    for (const id of runners) {
      const other = await connect(coordinator, id);
      assert.deepEqual(verdicts(await other.claim(operation(1))), ['withdrawn']);
      other.close();
    }
    assert.deepEqual(verdicts(await runner.claim(operation(1))), ['granted']);
  });

  it('grants no operation that was withdrawn from the queue, even if its id is known', async () => {
    coordinator.operations.dispatch(queued(1));
    coordinator.dispatch.queue.withdraw(operation(1));
    assert.deepEqual(verdicts(await runner.claim(operation(1))), ['taken']);
  });

  it('grants nothing new while runners are disabled, and the operation is offered once they are enabled', async () => {
    coordinator.operations.dispatch(queued(1));
    await coordinator.set((settings) => ({ ...settings, runners: { enabled: false } }));
    assert.deepEqual(verdicts(await runner.claim(operation(1))), ['withdrawn']);
    await coordinator.set((settings) => ({ ...settings, runners: { enabled: true } }));
    assert.deepEqual(assigned((await runner.poll()).messages), ['1-1']);
    assert.deepEqual(verdicts(await runner.claim(operation(1))), ['granted']);
  });

  it('returns secure values encrypted to the claimant alone', async () => {
    coordinator.operations.dispatch(queued(1, { secure: true }));
    coordinator.operations.secureValues.set(operation(1), { password: 'hunter2' });
    const [claim] = await runner.claim(operation(1));
    assert.ok(claim?.verdict === 'granted' && claim.operation.secrets !== undefined);
    assert.ok(!JSON.stringify(claim).includes('hunter2'));
    const { plaintext, protectedHeader } = await compactDecrypt(claim.operation.secrets, runner.keys.decrypt);
    assert.equal(protectedHeader.alg, 'ECDH-ES');
    assert.equal(protectedHeader.enc, 'A256GCM');
    const values = SecureValues.parse(JSON.parse(Buffer.from(plaintext).toString()));
    assert.deepEqual(values, { options: { password: 'hunter2' } });
  });

  it('includes the node in the grant of a step on a node', async () => {
    const node = { name: 'web', executor: 'sshj-ssh', attributes: {} };
    coordinator.operations.dispatch(queued(1));
    coordinator.operations.nodes.set(operation(1), node);
    const [claim] = await runner.claim(operation(1));
    assert.ok(claim?.verdict === 'granted');
    assert.deepEqual(claim.operation.node, node);
  });

  it('is refused for a session that is not the current session of the replica', async () => {
    runner.sessionId = 'made-up';
    const { status, code } = await runner.refused(RUNNER_PATHS.claims, { operations: ['1-1'] });
    assert.deepEqual({ status, code }, { status: 409, code: 'session-replaced' });
  });

  it('refuses an empty list, and a list over the limit', async () => {
    const tooMany = Array.from({ length: 513 }, (_, index) => operation(index + 1));
    for (const operations of [[], tooMany])
      assert.equal((await runner.refused(RUNNER_PATHS.claims, { operations })).code, 'invalid-input');
  });

  it('counts granted operations against the capacity', async () => {
    const first = runner.poll({ maxRunning: 1 });
    await eventually(() => coordinator.dispatch.registry.replica(runner.replicaId)?.polling === true);
    for (const n of [1, 2]) coordinator.operations.dispatch(queued(n));
    assert.deepEqual(assigned((await first).messages), ['1-1']);
    await runner.claim(operation(1));
    assert.equal(coordinator.dispatch.registry.replica(runner.replicaId)?.health, 'Busy');
    assert.equal(
      coordinator.dispatch.queue.whyWaiting(operation(2)),
      'the only matching replica is busy (1 of 1 running)',
    );
  });

  it('leaves no grant behind if the replica is revoked during the call', async () => {
    coordinator.operations.dispatch(queued(1));
    let release = (): void => undefined;
    coordinator.operations.beforeClaim = () => new Promise((resolve) => (release = resolve));
    const claim = runner.call(RUNNER_PATHS.claims, { operations: ['1-1'] });
    await eventually(() => coordinator.operations.claims === 1);
    await coordinator.protocol.enrollments.revokeReplica(runner.replicaId);
    release();
    assert.equal(expectRefused(await claim).code, 'replica-revoked');
    assert.equal(coordinator.operations.endOf(operation(1))?.kind, 'unknown');
  });

  it('delays the sync of a newer instance until the grants of pending claims are known', async () => {
    coordinator.operations.dispatch(queued(1));
    let release = (): void => undefined;
    coordinator.operations.beforeClaim = () => new Promise((resolve) => (release = resolve));
    const claim = runner.call(RUNNER_PATHS.claims, { operations: ['1-1'] });
    await eventually(() => coordinator.operations.claims === 1);
    const other = await runner.twin('instance-2');
    const sync = other.sync();
    await eventually(
      () => coordinator.dispatch.registry.replica(runner.replicaId)?.instanceId === 'instance-2',
    );
    release();
    await Promise.all([claim, sync]);
    other.close();
    assert.equal(coordinator.operations.endOf(operation(1))?.kind, 'keeper-lost');
  });
});
