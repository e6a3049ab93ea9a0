import assert from 'node:assert/strict';
import { InstanceId, type RunnerId } from '../../../../protocol/ids.ts';
import { RUNNER_PATHS } from '../../../../protocol/runner/headers.ts';
import type { NumberedMessage } from '../../../../protocol/runner/poll.ts';
import { type ReportedResult, ResultsAnswer } from '../../../../protocol/runner/results.ts';
import { eventually } from '../../../dispatch/testing/eventually.ts';
import { operation, queued, result } from '../../../dispatch/testing/queued.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { assigned, connect, type TestRunner } from '../../testing/test-runner.ts';

describe('the next operation of a replica that reports results', () => {
  let coordinator: TestCoordinator;
  let runnerId: RunnerId;
  let runner: TestRunner;
  let acknowledged: number;

  const open = async (one: TestRunner) => {
    one.maxRunning = 1;
    await one.sync();
    acknowledged = 0;
  };
  const poll = () => runner.poll({ acknowledged });
  const messagesIn = (messages: readonly NumberedMessage[]) => messages.map(({ message }) => message);
  const report = (...results: ReportedResult[]) =>
    runner.ok(RUNNER_PATHS.results, { results, room: 64 }, ResultsAnswer);
  /**
   * Advances the clock by two checks. A check runs once a second. A quietly announced grant is sent after one to two
   * checks.
   */
  const awhile = () => coordinator.clock.advance(2000);

  /** Sends a ping, which ends the poll and so delivers the pending messages. Returns the types of these messages. */
  const typesBeforePing = async () => {
    void coordinator.dispatch.registry.ping(runner.replicaId);
    return messagesIn((await poll()).messages).map(({ type }) => type);
  };

  /** Starts one operation, and queues a second one that waits for the slot of the first. */
  const oneAfterTheOther = async (): Promise<void> => {
    coordinator.operations.dispatch(queued(1));
    const { messages } = await poll();
    acknowledged = messages.at(-1)?.number ?? 0;
    await runner.claim(operation(1));
    coordinator.operations.dispatch(queued(2));
  };

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    runnerId = await coordinator.createRunner('db');
    runner = await connect(coordinator, runnerId);
    await open(runner);
  });

  afterEach(async () => {
    runner.close();
    await coordinator.close();
  });

  it('is granted in the answer, and not offered afterwards', async () => {
    await oneAfterTheOther();
    const { next } = await report(result(1));
    assert.deepEqual(
      next.map(({ operationId, verdict }) => ({ operationId, verdict })),
      [{ operationId: '2-1', verdict: 'granted' }],
    );
    await report(result(2));
    awhile();
    assert.deepEqual(await typesBeforePing(), ['ping']);
  });

  it('is not granted while the replica has no capacity', async () => {
    await oneAfterTheOther();
    const { results, next } = await report(result(1, { offset: 7 }));
    assert.equal(results[0]?.verdict, 'incomplete');
    assert.deepEqual(next, []);
  });

  it('is offered instead of granted if the host of the replica has no room', async () => {
    await oneAfterTheOther();
    const { next } = await runner.ok(RUNNER_PATHS.results, { results: [result(1)], room: 0 }, ResultsAnswer);
    assert.deepEqual(next, []);
    assert.deepEqual(assigned((await poll()).messages), ['2-1']);
  });

  it('is included again in the answer to repeated results, even if the host now has no room', async () => {
    await oneAfterTheOther();
    const first = await report(result(1));
    const again = await runner.ok(RUNNER_PATHS.results, { results: [result(1)], room: 0 }, ResultsAnswer);
    assert.deepEqual(again.next, first.next);
  });

  it('is granted only once if the same results are sent again because their answer was lost', async () => {
    await oneAfterTheOther();
    const first = await report(result(1));
    assert.deepEqual((await report(result(1))).next, first.next);
    assert.equal(coordinator.operations.running(runner.replicaId).length, 1);
  });

  it('is announced in a later message, in case the answer was lost', async () => {
    await oneAfterTheOther();
    await report(result(1));
    awhile();
    assert.deepEqual(messagesIn((await poll()).messages), [{ type: 'granted', operationId: '2-1' }]);
    assert.equal((await runner.claim(operation(2)))[0]?.verdict, 'granted');
  });

  it('is announced as granted before it is cancelled', async () => {
    await oneAfterTheOther();
    await report(result(1));
    coordinator.operations.cancel(operation(2), 7);
    assert.deepEqual(messagesIn((await poll()).messages), [
      { type: 'granted', operationId: '2-1' },
      { type: 'cancel', operationId: '2-1', graceSeconds: 7 },
    ]);
    assert.deepEqual((await report(result(1))).next, []);
  });

  it('is announced as granted before it is cancelled, even if the cancellation arrives with the grant', async () => {
    await oneAfterTheOther();
    let granted = (): void => undefined;
    coordinator.operations.beforeClaim = () => new Promise((resolve) => (granted = resolve));
    const waiting = poll();
    const reported = report(result(1));
    await eventually(() => coordinator.operations.claims === 2);
    granted();
    await Promise.resolve().then(() => coordinator.operations.cancel(operation(2), 7));
    assert.deepEqual(messagesIn((await waiting).messages), [
      { type: 'granted', operationId: '2-1' },
      { type: 'cancel', operationId: '2-1', graceSeconds: 7 },
    ]);
    await reported;
  });

  it('is granted to no other replica', async () => {
    await oneAfterTheOther();
    const other = await connect(coordinator, runnerId);
    await report(result(1));
    assert.equal((await other.claim(operation(2)))[0]?.verdict, 'taken');
    other.close();
  });

  it('is announced in the next session if the answer was lost with the session', async () => {
    await oneAfterTheOther();
    await report(result(1));
    await open(runner);
    assert.deepEqual(messagesIn((await poll()).messages), [{ type: 'granted', operationId: '2-1' }]);
    assert.equal((await runner.claim(operation(2)))[0]?.verdict, 'granted');
  });

  it('is included again in the answer to the same results in the next session', async () => {
    await oneAfterTheOther();
    const first = await report(result(1));
    await open(runner);
    assert.deepEqual((await report(result(1))).next, first.next);
  });

  it('is announced in the next session even if runners were disabled in the meantime', async () => {
    await oneAfterTheOther();
    await report(result(1));
    await coordinator.set((settings) => ({ ...settings, runners: { enabled: false } }));
    await open(runner);
    assert.deepEqual(messagesIn((await poll()).messages), [{ type: 'granted', operationId: '2-1' }]);
    acknowledged = 1;
    assert.equal((await runner.claim(operation(2)))[0]?.verdict, 'granted');
    const { code } = await runner.refused(RUNNER_PATHS.poll, runner.pollBody({ acknowledged }));
    assert.equal(code, 'runners-disabled');
  });

  it('is announced and cancelled in the next session if a cancellation arrived in the meantime', async () => {
    await oneAfterTheOther();
    await report(result(1));
    coordinator.operations.cancel(operation(2), 7);
    await open(runner);
    assert.deepEqual(messagesIn((await poll()).messages), [
      { type: 'granted', operationId: '2-1' },
      { type: 'cancel', operationId: '2-1', graceSeconds: 7 },
    ]);
  });

  it('ends as keeper-lost if the keeper that has the grant is replaced', async () => {
    await oneAfterTheOther();
    await report(result(1));
    runner.instanceId = InstanceId.parse('instance-2');
    await runner.signIn();
    await open(runner);
    assert.equal(coordinator.operations.endOf(operation(2))?.kind, 'keeper-lost');
  });

  it('is offered, and not announced as granted, if the grant could not be stored', async () => {
    await oneAfterTheOther();
    coordinator.operations.beforeClaim = () => Promise.reject(new Error('the disk is busy'));
    assert.deepEqual((await report(result(1))).next, []);
    awhile();
    assert.deepEqual(
      messagesIn((await poll()).messages).map(({ type }) => type),
      ['assign'],
    );
  });

  it('is not announced once the replica has claimed it', async () => {
    await oneAfterTheOther();
    await report(result(1));
    await runner.claim(operation(2));
    awhile();
    assert.deepEqual(await typesBeforePing(), ['ping']);
  });
});
