import assert from 'node:assert/strict';
import { InstanceId, type RunnerId } from '../../../../protocol/ids.ts';
import { RUNNER_HEADERS, RUNNER_PATHS } from '../../../../protocol/runner/headers.ts';
import { eventually } from '../../../dispatch/testing/eventually.ts';
import { operation, queued, result } from '../../../dispatch/testing/queued.ts';
import { digestOf, frame } from '../../testing/frame.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { assigned, connect, expectRefused, type TestRunner } from '../../testing/test-runner.ts';

const OF_NEXT_PROCESS = { turn: { runner: 'process-2', number: 0 } };

describe('POST sync', () => {
  let coordinator: TestCoordinator;
  let runnerId: RunnerId;
  let runner: TestRunner;

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    runnerId = await coordinator.createRunner('db');
    runner = await connect(coordinator, runnerId);
  });

  afterEach(async () => {
    runner.close();
    await coordinator.close();
  });

  const grant = async (n: number): Promise<void> => {
    coordinator.operations.dispatch(queued(n));
    await runner.claim(operation(n));
  };

  it('returns the default capacity, whose change ends the session', async () => {
    const { maxRunning } = await runner.sync();
    assert.equal(maxRunning, 50);
    const poll = runner.call(RUNNER_PATHS.poll, runner.pollBody());
    await eventually(() => coordinator.dispatch.registry.replica(runner.replicaId)?.polling === true);
    await coordinator.set((settings) => ({ ...settings, runner: { ...settings.runner, maxRunning: 3 } }));
    assert.deepEqual(expectRefused(await poll), { status: 409, code: 'session-unknown' });
    assert.equal((await runner.sync()).maxRunning, 3);
  });

  it('ignores the body limit of API users', async () => {
    await coordinator.set((settings) => ({ ...settings, limits: { ...settings.limits, bodyBytes: 1 } }));
    assert.notEqual((await runner.sync()).sessionId, '');
  });

  it('opens a session and returns its parameters', async () => {
    const { sessionId, runnerName, pollSeconds, spoolBytes, limits } = await runner.sync();
    assert.notEqual(sessionId, '');
    assert.deepEqual(
      { runnerName, pollSeconds, spoolBytes, limits },
      {
        runnerName: 'db',
        pollSeconds: 25,
        spoolBytes: 1_073_741_824,
        limits: { outputRequestBytes: 524_288, outputRequestsInFlight: 4 },
      },
    );
  });

  it('resumes granted operations at the stored offset', async () => {
    await grant(1);
    await coordinator.outputs.keep(operation(1), 'twelve bytes');
    assert.deepEqual((await runner.sync([{ operationId: operation(1), offset: 20 }])).decisions, [
      { operationId: '1-1', action: 'resume', offset: 12 },
    ]);
  });

  it('repeats the cancel of operations that are being cancelled', async () => {
    await grant(1);
    coordinator.operations.cancel(operation(1), 7);
    assert.deepEqual((await runner.sync([{ operationId: operation(1) }])).decisions, [
      { operationId: '1-1', action: 'cancel', offset: 0, graceSeconds: 7 },
    ]);
  });

  it('forgets operations that have not started and whose end is durable', async () => {
    await grant(1);
    await runner.results(result(1));
    assert.deepEqual((await runner.sync([{ operationId: operation(1), state: 'prepared' }])).decisions, [
      { operationId: '1-1', action: 'forget' },
    ]);
  });

  it('requests the end of abandoned operations once more, without their output', async () => {
    await grant(1);
    await coordinator.operations.lost(runner.replicaId, 'silent');
    assert.deepEqual(
      (await runner.sync([{ operationId: operation(1), state: 'ended', offset: 5 }])).decisions,
      [{ operationId: '1-1', action: 'resume', offset: 5 }],
    );
    assert.equal((await runner.results(result(1, { offset: 5 })))[0]?.verdict, 'late');
  });

  it('cancels operations that still run although their end is recorded', async () => {
    await grant(1);
    await coordinator.operations.lost(runner.replicaId, 'silent');
    assert.deepEqual((await runner.sync([{ operationId: operation(1) }])).decisions, [
      { operationId: '1-1', action: 'cancel', offset: 0, graceSeconds: 10 },
    ]);
  });

  it('reveals nothing about the output of an operation that another replica ended', async () => {
    await grant(1);
    await runner.output(frame(1, 0, 'of the other runner'));
    const digest = digestOf('of the other runner');
    await runner.results(result(1, { offset: 19, digest }));
    const other = await connect(coordinator, await coordinator.createRunner('web'));
    assert.deepEqual((await other.sync([{ operationId: operation(1), offset: 3 }])).decisions, [
      { operationId: '1-1', action: 'cancel', offset: 3, graceSeconds: 10 },
    ]);
    other.close();
  });

  it('quarantines unknown operations', async () => {
    assert.deepEqual((await runner.sync([{ operationId: operation(9) }])).decisions, [
      { operationId: '9-1', action: 'quarantine' },
    ]);
  });

  it('lets a prepared operation be claimed, and quarantines one that started without a grant', async () => {
    coordinator.operations.dispatch(queued(1));
    coordinator.operations.dispatch(queued(2));
    const { decisions } = await runner.sync([
      { operationId: operation(1), state: 'prepared' },
      { operationId: operation(2), state: 'running' },
    ]);
    assert.deepEqual(
      decisions.map(({ action }) => action),
      ['resume', 'quarantine'],
    );
    assert.equal((await runner.claim(operation(1)))[0]?.verdict, 'granted');
  });

  it('ends the older session and its open poll', async () => {
    const poll = runner.call(RUNNER_PATHS.poll, runner.pollBody());
    await eventually(() => coordinator.dispatch.registry.replica(runner.replicaId)?.polling === true);
    const { sessionId } = runner;
    await runner.sync();
    assert.deepEqual(expectRefused(await poll), { status: 409, code: 'session-replaced' });
    runner.sessionId = sessionId;
    assert.equal((await runner.refused(RUNNER_PATHS.poll, runner.pollBody())).code, 'session-replaced');
  });

  it('leaves only one session open if two syncs are sent at once', async () => {
    const [first, second] = await Promise.all([runner.sync(), runner.sync([], undefined, OF_NEXT_PROCESS)]);
    const codes = await Promise.all(
      [first, second].map(async ({ sessionId }) => {
        runner.sessionId = sessionId;
        const answer = await runner.call(RUNNER_PATHS.poll, runner.pollBody({ goodbye: true }));
        return answer.status === 200 ? 'open' : expectRefused(answer).code;
      }),
    );
    assert.deepEqual(codes.toSorted(), ['open', 'session-replaced']);
  });

  it('is refused without effect if it arrives after a later sync of the same runner process', async () => {
    const late = runner.syncBody();
    await runner.sync();
    await grant(1);
    assert.deepEqual(await runner.refused(RUNNER_PATHS.sync, late), { status: 409, code: 'sync-overtaken' });
    assert.equal(coordinator.operations.endOf(operation(1)), undefined);
    await runner.output(frame(1, 0, 'the session goes on'));
    // Each process of the runner numbers its own syncs.
    await runner.sync([{ operationId: operation(1) }], undefined, OF_NEXT_PROCESS);
  });

  it('ends the operations of the previous instance as keeper-lost', async () => {
    await grant(1);
    runner.instanceId = InstanceId.parse('instance-2');
    await runner.signIn();
    await runner.sync([]);
    assert.equal(coordinator.operations.endOf(operation(1))?.kind, 'keeper-lost');
  });

  it('refuses an instance that another one replaced, and reports that its credentials were copied', async () => {
    const copy = await runner.twin('instance-2');
    await copy.sync([]);
    await runner.signIn();
    assert.deepEqual(await runner.refused(RUNNER_PATHS.sync, runner.syncBody([])), {
      status: 409,
      code: 'replica-copied',
    });
    assert.ok(
      coordinator.logged.some(({ level, message }) => level === 'error' && /was copied/.test(message)),
    );
    const line = coordinator.audited.find(({ what }) => what === 'replica.copied');
    assert.ok(JSON.stringify(line?.details).includes(`"subject":"${runner.replicaId}"`));
    assert.notEqual(coordinator.dispatch.registry.replica(runner.replicaId)?.copiedAt, undefined);
    // The first instance continues.
    await copy.poll({ goodbye: true });
    copy.close();
  });

  it('accepts the ended operations of a new instance with their output', async () => {
    await grant(1);
    await runner.output(frame(1, 0, 'before '));
    runner.instanceId = InstanceId.parse('instance-2');
    await runner.signIn();
    const held = { operationId: operation(1), state: 'ended', offset: 12 } as const;
    assert.deepEqual((await runner.sync([held])).decisions, [
      { operationId: '1-1', action: 'resume', offset: 7 },
    ]);
    await runner.output(frame(1, 7, 'after', { epoch: 2 }));
    const end = result(1, { offset: 12, digest: digestOf('before after') });
    assert.equal((await runner.results(end))[0]?.verdict, 'accepted');
  });

  it('keeps the operations of the same instance, and announces the grants of the others again', async () => {
    await grant(1);
    await grant(2);
    await runner.sync([{ operationId: operation(1) }]);
    assert.equal(coordinator.operations.endOf(operation(1)), undefined);
    assert.equal(coordinator.operations.endOf(operation(2)), undefined);
    const [granted] = (await runner.poll()).messages;
    assert.deepEqual(granted?.message, { type: 'granted', operationId: '2-1' });
  });

  it('offers the unclaimed operations of the old session again in the new session', async () => {
    coordinator.operations.dispatch(queued(1));
    assert.deepEqual(assigned((await runner.poll()).messages), ['1-1']);
    await runner.sync();
    const { messages } = await runner.poll();
    assert.deepEqual(assigned(messages), ['1-1']);
    assert.equal(messages[0]?.number, 1);
  });

  it('answers a long sync even if the body of an earlier one never arrives', async () => {
    const held = Array.from({ length: 2000 }, (_, n) => ({ operationId: operation(n + 1), offset: 0 }));
    const length = String(Buffer.byteLength(JSON.stringify(runner.syncBody(held))));
    const headers = { 'content-type': 'application/json', ...runner.headers(), 'content-length': length };
    const earlier = runner.http.open(RUNNER_PATHS.sync, headers);
    earlier.request.write('{');
    await eventually(() => coordinator.openRequests(RUNNER_PATHS.sync) === 1);
    const { decisions } = await runner.sync(held);
    assert.equal(decisions.length, held.length);
    earlier.request.destroy();
  });

  describe('after a restart of the coordinator', () => {
    it('requires a new sign-in, and continues held operations at the stored offset', async () => {
      await grant(1);
      await runner.output(frame(1, 0, 'before '));
      await coordinator.restart();
      const code = (await runner.refused(RUNNER_PATHS.sync, runner.syncBody())).code;
      assert.equal(code, 'access-token-invalid');
      await runner.signIn();
      assert.deepEqual((await runner.sync([{ operationId: operation(1), offset: 12 }])).decisions, [
        { operationId: '1-1', action: 'resume', offset: 7 },
      ]);
      await runner.output(frame(1, 7, 'after', { epoch: 2 }));
      const end = result(1, { offset: 12, digest: digestOf('before after') });
      assert.equal((await runner.results(end))[0]?.verdict, 'accepted');
    });

    it('opens a session to which queued operations are offered again', async () => {
      await coordinator.restart();
      coordinator.operations.dispatch(queued(1));
      await runner.signIn();
      await runner.sync();
      assert.deepEqual(assigned((await runner.poll()).messages), ['1-1']);
    });

    it('restores the grants of a replica, and counts them', async () => {
      await grant(1);
      await coordinator.restart();
      await runner.signIn();
      await runner.sync([{ operationId: operation(1) }]);
      assert.equal(coordinator.dispatch.registry.replica(runner.replicaId)?.running, 1);
    });
  });

  describe('that presents a position', () => {
    const alarms = () => coordinator.logged.filter(({ message }) => /unproven position/.test(message));
    const records = () => coordinator.audited.filter(({ what }) => what === 'replica.position-unproven');

    it('begins a new generation if the position is proven and later than the position of the coordinator', async () => {
      const seen = coordinator.proven(1, 101);
      const body = runner.syncBody([{ operationId: operation(3) }], seen);
      const { headers } = await runner.call(RUNNER_PATHS.sync, body);
      assert.deepEqual(coordinator.restores, [seen]);
      assert.equal(headers[RUNNER_HEADERS.generation], '2');
      assert.ok(coordinator.logged.some(({ message }) => /restored from a backup/.test(message)));
      assert.deepEqual(records(), []);
    });

    it('begins a new generation if a higher generation is proven, even with a lower sequence', async () => {
      await runner.sync([], coordinator.proven(2, 5));
      assert.equal(coordinator.restores.length, 1);
    });

    it('begins no new generation for a past position, with or without a proof', async () => {
      await runner.sync([], coordinator.proven(0, 9999));
      await runner.sync([], coordinator.proven(1, 100));
      await runner.sync([], { generation: 1, sequence: 100 });
      assert.deepEqual(coordinator.restores, []);
      assert.deepEqual(alarms(), []);
    });

    const forged: readonly (readonly [what: string, seen: () => object])[] = [
      ['an unproven higher generation', () => ({ generation: 2, sequence: 0 })],
      ['an unproven sequence of 10^15', () => ({ generation: 1, sequence: 1e15 })],
      ['an unproven sequence of 2^53 - 1', () => ({ generation: 1, sequence: Number.MAX_SAFE_INTEGER })],
      ['an unproven generation of 2^53 - 1', () => ({ generation: Number.MAX_SAFE_INTEGER, sequence: 0 })],
      ['a proof of another position', () => ({ ...coordinator.proven(1, 100), sequence: 101 })],
      ['an invented proof', () => ({ generation: 1, sequence: 1, proof: 'A'.repeat(43) })],
      ['a proof that is too long', () => ({ generation: 1, sequence: 1, proof: 'A'.repeat(1000) })],
      ['words instead of numbers', () => ({ generation: 'x', sequence: {} })],
      ['an empty list instead of a position', () => []],
    ];
    for (const [what, seen] of forged)
      it(`ignores ${what} and raises an alarm`, async () => {
        const body = runner.syncBody([], seen());
        const { status, headers } = await runner.call(RUNNER_PATHS.sync, body);
        assert.equal(status, 200);
        assert.equal(headers[RUNNER_HEADERS.generation], '1');
        assert.deepEqual(coordinator.restores, []);
        assert.equal(coordinator.protocol.unprovenPositions.count, 1);
        assert.equal(alarms().length, 1);
        assert.ok(JSON.stringify(records()[0]?.details).includes(`"subject":"${runner.replicaId}"`));
      });

    it('writes one audit record an hour, however often a replica repeats the position', async () => {
      const seen = { generation: 2, sequence: 0 };
      for (let turn = 0; turn < 5; turn += 1) await runner.sync([], seen);
      assert.equal(records().length, 1);
      assert.equal(coordinator.protocol.unprovenPositions.count, 5);
      coordinator.clock.advance(3_600_000);
      await runner.signIn();
      await runner.sync([], seen);
      assert.equal(records().length, 2);
    });

    it('accepts a position that the coordinator itself returned', async () => {
      const { headers } = await runner.call(RUNNER_PATHS.sync, runner.syncBody());
      coordinator.sequence = 50;
      const seen = {
        generation: Number(headers[RUNNER_HEADERS.generation]),
        sequence: Number(headers[RUNNER_HEADERS.sequence]),
        proof: headers[RUNNER_HEADERS.positionProof],
      };
      await runner.signIn();
      await runner.sync([], seen);
      assert.deepEqual(coordinator.restores, [seen]);
    });
  });
});
