import assert from 'node:assert/strict';
import { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import { hasCode } from '../../../support/testing/has-code.ts';
import type { ExecutionQuery, Journal, JournalEntry } from './journal.ts';

/** Access to an implementation under test. The test may close its journal and open it again. */
export interface JournalFixture {
  open(): Promise<Journal>;
  remove(): Promise<void>;
}

export const executionId = (id: number): ExecutionId => ExecutionId.parse(id);

export function sampleEntry(execution: number, data: unknown = null): JournalEntry {
  return { executionId: executionId(execution), type: 'sample', data, time: 1000.5 };
}

export function sampleSummary(id: number, more: object = {}): ExecutionSummary {
  return ExecutionSummary.parse({
    id,
    project: 'p',
    jobName: 'job',
    jobGroup: '',
    user: 'alice',
    status: 'running',
    startedAt: id * 1000,
    options: {},
    argString: '',
    successfulNodes: [],
    failedNodes: [],
    ...more,
  });
}

/** The contract of {@link Journal}. Every implementation must pass these tests. */
export function journalConformance(name: string, create: () => Promise<JournalFixture>): void {
  describe(`The journal in ${name}`, () => {
    let fixture: JournalFixture;
    let journal: Journal;
    beforeEach(async () => {
      fixture = await create();
      journal = await fixture.open();
    });
    afterEach(async () => {
      await journal.close();
      await fixture.remove();
    });

    async function reopen(): Promise<void> {
      await journal.close();
      journal = await fixture.open();
    }

    async function summarise(id: number, more: object = {}): Promise<void> {
      await journal.append([{ ...sampleEntry(id), summary: sampleSummary(id, more) }]);
    }

    it('is empty at first', async () => {
      assert.equal(journal.highestSequence(), 0);
      assert.deepEqual(await journal.readExecution(executionId(1)), []);
      assert.deepEqual(await journal.openExecutions(), []);
      assert.equal(await journal.execution(executionId(1)), undefined);
    });

    it('refuses a time that cannot be stored, and accepts later writes', async () => {
      const audit = { time: Number.NaN, who: 'ann', what: 'act', from: 'here', details: null };
      await assert.rejects(journal.audit([audit]), hasCode('invalid-input'));
      await assert.rejects(
        journal.append([{ ...sampleEntry(1), time: Number.NaN }]),
        hasCode('invalid-input'),
      );
      await assert.rejects(summarise(1, { startedAt: Number.NaN }));
      await summarise(1);
      assert.equal(journal.highestSequence(), 1);
    });

    it('adds deliveries once, with the entry that causes them, and stores their results', async () => {
      const delivery = { id: '1-onstart-1', executionId: executionId(1), due: 5, data: { attempts: 0 } };
      const notified: string[] = [];
      journal.onDeliveries((added) => notified.push(...added.map(({ id }) => id)));
      await journal.append([{ ...sampleEntry(1), summary: sampleSummary(1), deliveries: [delivery] }]);
      const deliveries = [
        { ...delivery, data: 'another' },
        { ...delivery, id: 'later', due: 9 },
      ];
      await journal.append([{ ...sampleEntry(1), deliveries }]);
      assert.deepEqual(notified, ['1-onstart-1', '1-onstart-1', 'later']);
      await reopen();
      assert.deepEqual(
        (await journal.openDeliveries(10)).map(({ id, due, data }) => [id, due, data]),
        [
          ['1-onstart-1', 5, { attempts: 0 }],
          ['later', 9, { attempts: 0 }],
        ],
      );
      await journal.keepDelivery({ id: '1-onstart-1', executionId: executionId(1), data: { attempts: 1 } });
      assert.deepEqual(
        (await journal.openDeliveries(10)).map(({ id }) => id),
        ['later'],
      );
      assert.equal((await journal.deliveries(executionId(1))).length, 2);
      await summarise(1, { status: 'succeeded' });
      await journal.entomb([executionId(1)]);
      await journal.erase([executionId(1)]);
      assert.deepEqual(await journal.deliveries(executionId(1)), []);
    });

    it('counts the failed deliveries of an execution, with the time of the last attempt', async () => {
      const attempts = [{ time: 5 }, { time: 8, problem: 'status 500' }];
      const stored = { executionId: executionId(1), data: { state: 'failed', attempts } };
      const deliveries = [
        { ...stored, id: 'failed' },
        { ...stored, id: 'failed earlier', data: { state: 'failed', attempts: attempts.slice(0, 1) } },
        { ...stored, id: 'pending', due: 9, data: { state: 'pending', attempts } },
        { ...stored, id: 'delivered', data: { state: 'delivered', attempts } },
      ];
      await journal.append([{ ...sampleEntry(1), summary: sampleSummary(1), deliveries }]);
      await summarise(2);
      const failedDeliveries = { count: 2, lastAt: 8 };
      assert.deepEqual((await journal.execution(executionId(1)))?.failedDeliveries, failedDeliveries);
      assert.deepEqual(await journal.openExecutions(), [
        { id: executionId(1), failedDeliveries },
        { id: executionId(2) },
      ]);
      const { executions } = await journal.executions({ offset: 0, max: 10 });
      assert.deepEqual(
        executions.map((summary) => summary.failedDeliveries),
        [undefined, failedDeliveries],
      );
    });

    it('removes a named value', async () => {
      await journal.setMeta('a', '1');
      await journal.forgetMeta('a');
      assert.equal(await journal.meta('a'), undefined);
    });

    it('numbers entries in the order of the calls', async () => {
      const appended = await Promise.all([
        journal.append([sampleEntry(1, 'a'), sampleEntry(2, 'b')]),
        journal.append([sampleEntry(1, 'c')]),
      ]);
      assert.deepEqual(appended, [
        { firstSequence: 1, lastSequence: 2 },
        { firstSequence: 3, lastSequence: 3 },
      ]);
      assert.equal(journal.highestSequence(), 3);
      const all = await journal.readAll(0);
      assert.deepEqual(
        all.map(({ sequence, data }) => [sequence, data]),
        [
          [1, 'a'],
          [2, 'b'],
          [3, 'c'],
        ],
      );
    });

    it('returns entries unchanged after a restart', async () => {
      const data = { text: 'é\u0000\ud83d\ude00', list: [1, null, 0.1], nested: { '': true } };
      await journal.append([sampleEntry(7, data), sampleEntry(7, undefined)]);
      await reopen();
      assert.equal(journal.highestSequence(), 2);
      assert.deepEqual(await journal.readExecution(executionId(7)), [
        { sequence: 1, executionId: 7, type: 'sample', data, time: 1000.5 },
        { sequence: 2, executionId: 7, type: 'sample', data: null, time: 1000.5 },
      ]);
      assert.deepEqual(await journal.append([sampleEntry(7)]), { firstSequence: 3, lastSequence: 3 });
    });

    it('reads the entries of an execution above a sequence, in pages', async () => {
      await journal.append([1, 2, 1, 1].map((id, index) => sampleEntry(id, index)));
      const read = async (after: number, max?: number) =>
        (await journal.readExecution(executionId(1), after, max)).map(({ sequence }) => sequence);
      assert.deepEqual(await read(0), [1, 3, 4]);
      assert.deepEqual(await read(1), [3, 4]);
      assert.deepEqual(await read(0, 2), [1, 3]);
      assert.deepEqual(await read(4), []);
      assert.deepEqual(
        (await journal.readAll(1, 2)).map(({ sequence }) => sequence),
        [2, 3],
      );
    });

    it('never issues an execution id twice', async () => {
      assert.equal(await journal.nextExecutionId(), 1);
      assert.equal(await journal.nextExecutionId(), 2);
      await summarise(2, { status: 'succeeded' });
      await reopen();
      assert.equal(await journal.nextExecutionId(), 3);
      await journal.append([sampleEntry(3)]);
      await journal.entomb([executionId(2)]);
      await journal.erase([executionId(2)]);
      await reopen();
      assert.equal(await journal.nextExecutionId(), 4);
    });

    it('raises its counters permanently after a restore', async () => {
      await journal.append([sampleEntry(1)]);
      await journal.nextExecutionId();
      await journal.jumpCounters({ executions: 1000, sequences: 100_000 });
      assert.equal(journal.highestSequence(), 100_001);
      await reopen();
      assert.equal(await journal.nextExecutionId(), 1002);
      assert.equal((await journal.append([sampleEntry(1)])).firstSequence, 100_002);
    });

    it('keeps the latest of several summaries of an execution in one append', async () => {
      const entry = (id: number, status: string) => ({
        ...sampleEntry(id),
        summary: sampleSummary(id, { status }),
      });
      const without = sampleEntry(1);
      await journal.append([entry(1, 'running'), entry(2, 'running'), entry(1, 'failed'), without]);
      await reopen();
      const statuses = await Promise.all(
        [1, 2].map(async (id) => (await journal.execution(ExecutionId.parse(id)))?.status),
      );
      assert.deepEqual(statuses, ['failed', 'running']);
    });

    it('keeps the latest summary of each execution', async () => {
      await summarise(1);
      await summarise(2);
      await summarise(1, { status: 'failed', endedAt: 5000, reason: { code: 'x', message: 'y' } });
      await reopen();
      assert.deepEqual(
        await journal.execution(executionId(1)),
        sampleSummary(1, { status: 'failed', endedAt: 5000, reason: { code: 'x', message: 'y' } }),
      );
      assert.deepEqual(
        (await journal.openExecutions()).map(({ id }) => id),
        [2],
      );
    });

    it('finds executions, newest first, and counts all that match', async () => {
      await summarise(1, { jobId: 'j', status: 'succeeded' });
      await summarise(2, { jobId: 'j', project: 'q', status: 'failed', user: 'bob' });
      await summarise(3, { jobId: 'k' });
      const find = async (query: Partial<ExecutionQuery>) => {
        const { executions, total } = await journal.executions({ offset: 0, max: 20, ...query });
        return [executions.map(({ id }) => id), total];
      };
      assert.deepEqual(await find({}), [[3, 2, 1], 3]);
      assert.deepEqual(await find({ projects: ['p'] }), [[3, 1], 2]);
      assert.deepEqual(await find({ projects: [] }), [[], 0]);
      assert.deepEqual(await find({ projects: ['p', 'q'], offset: 1, max: 1 }), [[2], 3]);
      assert.deepEqual(await find({ jobId: 'j' }), [[2, 1], 2]);
      assert.deepEqual(await find({ user: 'bob' }), [[2], 1]);
      assert.deepEqual(await find({ statuses: ['running', 'failed'] }), [[3, 2], 2]);
      assert.deepEqual(await find({ statuses: ['running'] }), [[3], 1]);
      assert.deepEqual(await find({ statuses: ['running', 'scheduled'], projects: ['p'] }), [[3], 1]);
      assert.deepEqual(await find({ statuses: ['running'], projects: ['q'] }), [[], 0]);
      assert.deepEqual(await find({ statuses: ['running'], jobId: 'j' }), [[], 0]);
      assert.deepEqual(await find({ statuses: [] }), [[], 0]);
      await summarise(4, { status: 'other', customStatus: 'half done' });
      assert.deepEqual(await find({ customStatus: 'half done' }), [[4], 1]);
      assert.deepEqual(await find({ customStatus: 'other' }), [[], 0]);
      assert.deepEqual(await find({ before: 3, max: 1 }), [[2], 2]);
      assert.deepEqual(
        await journal.executionIds({ jobId: 'j', before: executionId(2), offset: 0, max: 9 }),
        [1],
      );
    });

    it('stores audit lines and returns them newest first', async () => {
      const line = (what: string) => ({ time: 1, who: 'alice', what, from: '127.0.0.1', details: { a: 1 } });
      await journal.audit([line('first'), line('second')]);
      await journal.audit([line('third')]);
      assert.deepEqual(
        (await journal.auditLines(2)).map(({ what }) => what),
        ['third', 'second'],
      );
      const [, second] = await journal.auditLines(2);
      assert.deepEqual(await journal.auditLines(10, second?.sequence), [{ ...line('first'), sequence: 1 }]);
    });

    it('stores audit records with the entries and the value that they belong to', async () => {
      const line = (what: string) => ({ time: 1, who: 'alice', what, from: 'here', details: null });
      await journal.append([
        { ...sampleEntry(1), audit: [line('first')] },
        { ...sampleEntry(1), audit: [line('second')] },
      ]);
      await journal.setMeta('a', '1', [line('third')]);
      const invalid = { ...line('invalid'), time: Number.NaN };
      await assert.rejects(
        journal.append([{ ...sampleEntry(1), audit: [invalid] }]),
        hasCode('invalid-input'),
      );
      await assert.rejects(journal.setMeta('a', '2', [invalid]), hasCode('invalid-input'));
      assert.equal((await journal.readExecution(executionId(1))).length, 2);
      assert.equal(await journal.meta('a'), '1');
      assert.deepEqual(
        (await journal.auditLines(10)).map(({ what }) => what),
        ['third', 'second', 'first'],
      );
    });

    it('stores small values by name', async () => {
      assert.equal(await journal.meta('a'), undefined);
      await journal.setMeta('a', '1');
      await journal.setMeta('a', '2');
      await reopen();
      assert.equal(await journal.meta('a'), '2');
    });

    it('rejects calls after it was closed', async () => {
      const last = journal.append([sampleEntry(1)]);
      await journal.close();
      assert.equal((await last).lastSequence, 1);
      await assert.rejects(journal.append([sampleEntry(1)]), hasCode('storage-busy'));
    });
  });
}
