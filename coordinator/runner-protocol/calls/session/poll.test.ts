import assert from 'node:assert/strict';
import type { RunnerId } from '../../../../protocol/ids.ts';
import { RUNNER_LIMITS, RUNNER_PATHS } from '../../../../protocol/runner/headers.ts';
import { eventually } from '../../../dispatch/testing/eventually.ts';
import { operation, queued, result } from '../../../dispatch/testing/queued.ts';
import { mergeSettings } from '../../../system/settings-service.ts';
import { askToDrain } from '../../ask-to-drain.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { assigned, connect, expectRefused, type TestRunner } from '../../testing/test-runner.ts';

describe('POST poll', () => {
  let coordinator: TestCoordinator;
  let runnerId: RunnerId;
  let runner: TestRunner;
  const replica = () => coordinator.dispatch.registry.replica(runner.replicaId);
  const polling = (): Promise<void> => eventually(() => replica()?.polling === true);

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    runnerId = await coordinator.createRunner('db');
    runner = await connect(coordinator, runnerId);
  });

  afterEach(async () => {
    runner.close();
    await coordinator.close();
  });

  it('is held open until there is a message, and is then answered at once', async () => {
    const poll = runner.poll();
    await polling();
    coordinator.operations.dispatch(queued(1));
    const { messages } = await poll;
    assert.deepEqual(messages, [
      { number: 1, message: { type: 'assign', operationId: '1-1', pty: false, secure: false } },
    ]);
  });

  it('returns all messages of one tick', async () => {
    const poll = runner.poll();
    await polling();
    for (const n of [1, 2, 3]) coordinator.operations.dispatch(queued(n));
    assert.deepEqual(assigned((await poll).messages), ['1-1', '2-1', '3-1']);
  });

  it('is answered without messages after 25 s', async () => {
    const poll = runner.poll();
    await polling();
    coordinator.clock.advance(25_000);
    assert.deepEqual((await poll).messages, []);
  });

  for (const silence of [
    { runner: { unknownSeconds: 10 } },
    { runner: { downSeconds: 10 } },
    { runner: { ephemeralRemovalSeconds: 10 } },
    { operation: { lostReplicaSeconds: 10 } },
  ]) {
    it(`is held for less than each timeout of unresponsive replicas, such as ${JSON.stringify(silence)}`, async () => {
      await coordinator.set((settings) => mergeSettings(settings, silence));
      const poll = runner.poll();
      await polling();
      coordinator.clock.advance(8500);
      assert.deepEqual((await poll).messages, []);
    });
  }

  it('is answered at once when the timeout gets shorter, and its replica does not count as unresponsive', async () => {
    const poll = runner.poll();
    await polling();
    coordinator.clock.advance(20_000);
    await coordinator.set((settings) =>
      mergeSettings(settings, { runner: { unknownSeconds: 2, downSeconds: 3 } }),
    );
    assert.deepEqual((await poll).messages, []);
    coordinator.clock.advance(1000);
    assert.equal(replica()?.health, 'Healthy');
    coordinator.clock.advance(2500);
    assert.equal(replica()?.health, 'Down');
  });

  it('is answered at once when a message is waiting', async () => {
    coordinator.operations.dispatch(queued(1));
    assert.deepEqual(assigned((await runner.poll()).messages), ['1-1']);
  });

  it('repeats unacknowledged messages, but not acknowledged ones', async () => {
    coordinator.operations.dispatch(queued(1));
    const first = await runner.poll();
    assert.deepEqual(await runner.poll(), first);
    coordinator.operations.dispatch(queued(2));
    const { messages } = await runner.poll({ acknowledged: 1 });
    assert.deepEqual(assigned(messages), ['2-1']);
    assert.equal(messages[0]?.number, 2);
  });

  it('ends an older poll of the session', async () => {
    const older = runner.call(RUNNER_PATHS.poll, runner.pollBody());
    await polling();
    const newer = runner.poll();
    assert.deepEqual(expectRefused(await older), { status: 409, code: 'poll-replaced' });
    coordinator.operations.dispatch(queued(1));
    assert.deepEqual(assigned((await newer).messages), ['1-1']);
  });

  it('makes its replica Healthy from the first poll on', async () => {
    assert.equal(replica()?.health, 'New');
    await runner.poll({ goodbye: true });
    const poll = runner.poll();
    await polling();
    assert.equal(replica()?.health, 'Healthy');
    coordinator.clock.advance(25_000);
    await poll;
  });

  it('reports the capacity of the replica', async () => {
    const poll = runner.poll({ maxRunning: 2 });
    await polling();
    assert.equal(replica()?.maxRunning, 2);
    coordinator.clock.advance(25_000);
    await poll;
  });

  it('limits the capacity that a replica can report', async () => {
    const poll = runner.poll({ maxRunning: 1_000_000 });
    await polling();
    assert.equal(replica()?.maxRunning, RUNNER_LIMITS.runningOperations);
    coordinator.clock.advance(25_000);
    await poll;
  });

  it('is answered at once when the replica signs off; the replica is then Down and gets no operations', async () => {
    assert.deepEqual((await runner.poll({ goodbye: true })).messages, []);
    assert.equal(replica()?.health, 'Down');
    coordinator.operations.dispatch(queued(1));
    assert.equal(
      coordinator.dispatch.queue.whyWaiting(queued(1).operationId),
      '1 runner matches; it is Down',
    );
  });

  it('stops counting as open when its client disconnects, and loses no message', async () => {
    const { request } = runner.http.open(RUNNER_PATHS.poll, {
      'content-type': 'application/json',
      ...runner.headers(),
    });
    request.end(JSON.stringify(runner.pollBody()));
    await polling();
    request.destroy();
    await eventually(() => replica()?.polling === false);
    coordinator.operations.dispatch(queued(1));
    assert.deepEqual(assigned((await runner.poll()).messages), ['1-1']);
  });

  it('offers no operation to a draining replica', async () => {
    const poll = runner.poll({ draining: true });
    await polling();
    coordinator.operations.dispatch(queued(1));
    assert.equal(
      coordinator.dispatch.queue.whyWaiting(queued(1).operationId),
      'the only matching replica is draining',
    );
    coordinator.clock.advance(25_000);
    assert.deepEqual((await poll).messages, []);
  });

  it('returns the drain request of an administrator, and repeats the request in each new session', async () => {
    await coordinator.definitions.change((draft) => askToDrain(draft, runner.replicaId, true));
    assert.deepEqual((await runner.poll()).messages[0]?.message, { type: 'drain' });
    await runner.sync();
    assert.deepEqual((await runner.poll()).messages[0]?.message, { type: 'drain' });
  });

  it('returns a ping, which the next poll answers', async () => {
    const answer = coordinator.dispatch.registry.ping(runner.replicaId);
    const message = (await runner.poll()).messages[0]?.message;
    assert.ok(message?.type === 'ping');
    coordinator.clock.advance(12);
    const next = runner.poll({ acknowledged: 1, pongs: [message.pingId] });
    assert.deepEqual(await answer, { kind: 'answered', milliseconds: 12 });
    coordinator.clock.advance(25_000);
    await next;
  });

  it('must arrive within 10 s of a ping, or the ping counts as unanswered', async () => {
    const answer = coordinator.dispatch.registry.ping(runner.replicaId);
    coordinator.clock.advance(10_000);
    assert.deepEqual(await answer, { kind: 'silent' });
  });

  it('returns the cancellation of a running operation', async () => {
    coordinator.operations.dispatch(queued(1));
    await runner.poll();
    await runner.claim(queued(1).operationId);
    coordinator.operations.cancel(queued(1).operationId, 10);
    const { messages } = await runner.poll({ acknowledged: 1 });
    assert.deepEqual(
      messages.map(({ message }) => message),
      [{ type: 'cancel', operationId: '1-1', graceSeconds: 10 }],
    );
  });

  describe('while runners are disabled', () => {
    const disabled = { status: 409, code: 'runners-disabled' };
    const switchTo = (enabled: boolean): Promise<void> =>
      coordinator.set((settings) => ({ ...settings, runners: { enabled } }));

    it('is refused to a remote runner, whose waiting operations report that runners are switched off', async () => {
      await runner.poll({ goodbye: true });
      await switchTo(false);
      assert.deepEqual(await runner.refused(RUNNER_PATHS.poll, runner.pollBody()), disabled);
      coordinator.operations.dispatch(queued(1));
      assert.equal(coordinator.dispatch.queue.whyWaiting(queued(1).operationId), 'runners are switched off');
    });

    it('ends at once if it is open', async () => {
      const open = runner.call(RUNNER_PATHS.poll, runner.pollBody());
      await polling();
      await switchTo(false);
      assert.deepEqual(expectRefused(await open), disabled);
    });

    it('continues for the Local Runner', async () => {
      const local = await connect(coordinator, await coordinator.createRunner('local', { local: true }));
      await switchTo(false);
      coordinator.operations.dispatch({ ...queued(1), target: { kind: 'local' } });
      assert.deepEqual(assigned((await local.poll()).messages), ['1-1']);
      local.close();
    });

    it('is not required for the result of a running operation, which is accepted', async () => {
      coordinator.operations.dispatch(queued(1));
      await runner.poll();
      await runner.claim(queued(1).operationId);
      await switchTo(false);
      await runner.sync([{ operationId: queued(1).operationId }]);
      assert.equal((await runner.results(result(1)))[0]?.verdict, 'accepted');
    });

    it('still returns a cancellation, and is refused after that', async () => {
      coordinator.operations.dispatch(queued(1));
      await runner.poll();
      await runner.claim(operation(1));
      await switchTo(false);
      coordinator.operations.cancel(operation(1), 10);
      const { messages } = await runner.poll({ acknowledged: 1 });
      assert.equal(messages[0]?.message.type, 'cancel');
      const acknowledged = runner.pollBody({ acknowledged: 2 });
      assert.deepEqual(await runner.refused(RUNNER_PATHS.poll, acknowledged), disabled);
    });

    it('returns the pending messages once runners are enabled again', async () => {
      await switchTo(false);
      coordinator.operations.dispatch(queued(1));
      await switchTo(true);
      assert.deepEqual(assigned((await runner.poll()).messages), ['1-1']);
    });
  });
});
