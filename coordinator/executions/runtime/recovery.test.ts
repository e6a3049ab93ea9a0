import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import { InstanceId, OperationId } from '../../../protocol/ids.ts';
import { CLAIMANT, OTHER_CLAIMANT, TestExecutions } from '../testing/test-executions.ts';

const ONE_STEP = '- name: Deploy\n  sequence:\n    commands:\n      - exec: echo one\n';
const MANY = `${ONE_STEP}  multipleExecutions: true\n`;
/** The same replica with a new keeper. */
const NEXT_KEEPER = { ...CLAIMANT, instanceId: InstanceId.parse('web-a-2') };
const EXITED_0: OperationEnd = { kind: 'exited', exitCode: 0 };

describe('Recovery of executions', () => {
  let test: TestExecutions;
  const operation = (id: number) => OperationId.parse(`${id}-1`);
  const claim = (id: number, claimant = CLAIMANT) => test.operations.claim(operation(id), claimant);
  const end = (id: number) =>
    test.operations.end(operation(id), CLAIMANT, { end: EXITED_0, offset: 4, endedAt: 1 });
  beforeEach(async () => {
    test = await TestExecutions.start();
  });
  afterEach(async () => {
    await test.close();
    assert.deepEqual(test.errors, []);
  });

  describe('after a crash', () => {
    it('dispatches queued operations again under their ids, but not granted ones', async () => {
      const queued = await test.run(MANY);
      const granted = await test.run(MANY);
      await claim(granted.id);
      await test.crash();
      assert.deepEqual([...test.dispatcher.dispatched], [[operation(queued.id), 1]]);
      assert.equal(test.operations.holding(operation(granted.id), CLAIMANT).kind, 'granted');
      assert.equal((await claim(granted.id)).verdict, 'granted');
      assert.equal((await claim(granted.id, OTHER_CLAIMANT)).verdict, 'taken');
      assert.equal(await end(granted.id), 'accepted');
    });

    it('continues an abort', async () => {
      const { id } = await test.run(ONE_STEP);
      await claim(id);
      await test.executions.abort(id, 'bob');
      await test.crash();
      assert.equal(test.dispatcher.cancelled.length, 1);
      test.clock.advance(60_000);
      assert.equal((await test.until(id, ({ status }) => status !== 'running')).status, 'aborted');
    });

    it('gives replicas time to reconnect if a wait expired while the coordinator was down', async () => {
      const { id } = await test.run(ONE_STEP);
      await test.executions.close();
      test.clock.sleep(700_000);
      await test.crash();
      assert.equal((await claim(id)).verdict, 'granted');
    });

    it('continues the sequence of ids, and recognizes an operation of an execution that ended and was deleted', async () => {
      const { id } = await test.run(ONE_STEP);
      await claim(id);
      await end(id);
      await test.executions.delete([id], {});
      await test.crash();
      assert.equal(test.operations.holding(operation(id), CLAIMANT).kind, 'ended');
      assert.ok((await test.run(ONE_STEP)).id > id);
      assert.equal(test.operations.holding(operation(4711), CLAIMANT).kind, 'unknown');
    });
  });

  describe('when a replica returns or is lost', () => {
    it('ends an operation as keeper-lost if a new keeper does not report it as ended', async () => {
      for (const state of ['prepared', 'running'] as const) {
        const { id } = await test.run(ONE_STEP);
        await claim(id);
        await test.operations.synced(NEXT_KEEPER, [{ operationId: operation(id), state }]);
        const summary = await test.executions.get(id);
        assert.equal(summary?.status, 'failed');
        assert.equal(summary?.reason?.code, 'keeper-lost');
      }
    });

    it('accepts the end that a new keeper found', async () => {
      const { id } = await test.run(ONE_STEP);
      await claim(id);
      const operationId = operation(id);
      await test.operations.synced(NEXT_KEEPER, [{ operationId, state: 'ended' }]);
      assert.equal((await test.operations.claim(operationId, NEXT_KEEPER)).verdict, 'taken');
      assert.equal(test.operations.holding(operationId, NEXT_KEEPER).kind, 'granted');
      const report = { end: { kind: 'exited', exitCode: 0 }, offset: 0, endedAt: 1 } as const;
      assert.equal(await test.operations.end(operationId, NEXT_KEEPER, report), 'accepted');
      assert.equal((await test.executions.get(id))?.status, 'succeeded');
    });

    it('lets the same keeper continue its granted operations, and claim the others again', async () => {
      const kept = await test.run(MANY);
      const { id } = await test.run(MANY);
      await claim(kept.id);
      await claim(id);
      const held = [{ operationId: operation(kept.id), state: 'running' }] as const;
      assert.deepEqual(await test.operations.synced(CLAIMANT, held), [operation(id)]);
      assert.equal((await test.executions.get(kept.id))?.status, 'running');
      assert.equal((await claim(id)).verdict, 'granted');
      assert.deepEqual(await test.operations.synced(NEXT_KEEPER, []), []);
      assert.equal((await test.executions.get(id))?.reason?.code, 'keeper-lost');
    });

    it('ends operations as unknown after a restart if their replica was revoked just before a crash', async () => {
      const { id } = await test.run(ONE_STEP);
      await claim(id);
      await test.revokeAndCrash(CLAIMANT);
      const summary = await test.executions.get(id);
      assert.equal(summary?.customStatus, 'unknown');
      assert.match(summary?.reason?.message ?? '', /revoked/);
    });

    it('ends the operations of a lost replica as unknown', async () => {
      const { id } = await test.run(ONE_STEP);
      await claim(id);
      await test.operations.lost(CLAIMANT.replicaId, 'replica web-a was unresponsive for 600 s');
      const summary = await test.executions.get(id);
      assert.equal(summary?.status, 'other');
      assert.equal(summary?.customStatus, 'unknown');
      assert.deepEqual(test.operations.running(CLAIMANT.replicaId), []);
      assert.equal(await end(id), 'late');
    });

    it('ends the output of an operation whose end no replica reported, before the execution ends', async () => {
      const lost = await test.run(MANY);
      await claim(lost.id);
      await test.operations.lost(CLAIMANT.replicaId, 'replica web-a was unresponsive for 600 s');
      const aborted = await test.run(MANY);
      await claim(aborted.id);
      await test.executions.abort(aborted.id, 'ann');
      const ended = test.until(aborted.id, ({ status }) => status === 'aborted');
      test.clock.advance(61_000);
      await ended;
      assert.deepEqual(test.endedOutputs, [
        `${operation(lost.id)} running`,
        `${operation(aborted.id)} running`,
      ]);
    });

    it('continues open executions if the replica has seen no later position than the coordinator', async () => {
      await test.run(ONE_STEP);
      await test.restored({ generation: 1, sequence: test.journal.highestSequence() });
      assert.equal(test.executions.held(), undefined);
      assert.equal(test.executions.open().length, 1);
    });
  });

  describe('when the coordinator was restored from a backup', () => {
    it('ends open executions as unknown (restored) and dispatches nothing until an administrator releases queued work', async () => {
      const { id } = await test.run(ONE_STEP);
      await claim(id);
      const seen = { generation: 1, sequence: 5000 };
      await Promise.all([test.restored(seen), test.restored(seen)]);
      const summary = await test.executions.get(id);
      assert.equal(summary?.customStatus, 'unknown');
      assert.equal(summary?.reason?.code, 'restored');
      assert.ok(test.journal.highestSequence() > 5000);
      assert.equal((await test.definitions.snapshot()).get('coordinator', 'coordinator')?.generation, 2);
      // An operation from the lost history.
      assert.equal(test.operations.holding(operation(id + 1), CLAIMANT).kind, 'unknown');
      await test.crash();
      test.dispatcher.queued.clear();
      const next = await test.run(ONE_STEP);
      assert.equal(next.reason?.message, test.executions.held()?.message);
      assert.equal(test.dispatcher.queued.size, 0);
      await test.executions.release('ann');
      assert.deepEqual([...test.dispatcher.queued.keys()], [operation(next.id)]);
      assert.equal(test.executions.held(), undefined);
    });

    it('releases queued work even if the release arrives during the restore', async () => {
      const restored = test.restored({ generation: 1, sequence: 5000 });
      await Promise.all([restored, test.executions.release('ann')]);
      const { id } = await test.run(ONE_STEP);
      assert.equal(test.executions.held(), undefined);
      assert.deepEqual([...test.dispatcher.queued.keys()], [operation(id)]);
      await test.crash();
      assert.equal(test.executions.held(), undefined);
      assert.ok(test.operations.holding(operation(id), CLAIMANT).kind !== 'unknown');
    });

    it('completes a restore that a crash interrupted', async () => {
      const { id } = await test.run(ONE_STEP);
      const unfinished = { generation: 1, sequence: 5000, highest: id };
      await test.journal.setMeta('history', JSON.stringify({ held: true, unfinished, lost: [] }));
      await test.crash();
      assert.equal((await test.executions.get(id))?.reason?.code, 'restored');
      assert.deepEqual([...test.dispatcher.dispatched], []);
      assert.equal((await test.definitions.snapshot()).get('coordinator', 'coordinator')?.generation, 2);
      assert.equal(test.operations.holding(operation(id + 1), CLAIMANT).kind, 'unknown');
      assert.ok((await test.run(ONE_STEP)).id > 5000);
    });

    const huge = Number.MAX_SAFE_INTEGER;
    const unusable = {
      'an unfinished restore to an impossible sequence': {
        unfinished: { generation: 1, sequence: huge, highest: 7 },
        lost: [],
      },
      'an unfinished restore to an impossible generation': {
        unfinished: { generation: huge, sequence: 1, highest: 7 },
        lost: [],
      },
      'lost executions with impossible ids': { lost: [{ from: 8, to: 1e15 }] },
    };
    for (const [what, record] of Object.entries(unusable))
      it(`succeeds despite a record of ${what}, and issues no id twice`, async () => {
        const { id } = await test.run(MANY);
        const text = JSON.stringify({ held: true, ...record });
        await test.journal.setMeta('history', text);
        await test.crash();
        assert.equal((await test.executions.get(id))?.status, 'running');
        assert.equal(await test.journal.meta('history.set-aside'), text);
        assert.match(test.errors.splice(0).join(), /previous restores/);
        await test.executions.release('ann');
        const next = await test.run(MANY);
        assert.ok(next.id > 7 && next.id < 100, String(next.id));
        assert.equal((await claim(next.id)).verdict, 'granted');
        await test.crash();
        assert.equal(test.executions.held(), undefined);
      });

    it('succeeds despite an unreadable record of previous restores, and holds queued work', async () => {
      await test.journal.setMeta('history', '{"torn');
      await test.crash();
      assert.ok(test.executions.held());
      assert.match(test.errors.splice(0).join(), /previous restores/);
    });
  });
});
