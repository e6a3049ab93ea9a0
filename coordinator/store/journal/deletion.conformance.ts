import assert from 'node:assert/strict';
import { hasCode } from '../../../support/testing/has-code.ts';
import { executionId, type JournalFixture, sampleEntry, sampleSummary } from './journal.conformance.ts';
import type { Journal } from './journal.ts';

/** The contract of the deletion of executions. Every implementation of {@link Journal} must pass these tests. */
export function deletionConformance(name: string, create: () => Promise<JournalFixture>): void {
  describe(`The deletion of executions from the journal in ${name}`, () => {
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

    it('hides an ended execution that is marked as deleted, and erases it after a restart', async () => {
      await summarise(1, { status: 'succeeded' });
      await summarise(2);
      await journal.append(Array.from({ length: 5000 }, () => sampleEntry(1)));
      const highest = journal.highestSequence();
      await assert.rejects(journal.entomb([executionId(1), executionId(2)]), hasCode('execution-running'));
      await assert.rejects(journal.entomb([executionId(9)]), hasCode('not-found'));
      assert.notEqual(await journal.execution(executionId(1)), undefined, 'nothing was marked');
      await journal.entomb([executionId(1)]);
      assert.equal(await journal.execution(executionId(1)), undefined);
      await reopen();
      assert.deepEqual(await journal.tombs(0, 10), [1]);
      await journal.erase([executionId(1)]);
      assert.deepEqual(await journal.tombs(0, 10), []);
      assert.deepEqual(await journal.readExecution(executionId(1)), []);
      await reopen();
      assert.equal(journal.highestSequence(), highest, 'sequences are not used again');
    });

    it('removes named values and stores audit records in the commit that marks executions as deleted', async () => {
      await summarise(1, { status: 'succeeded' });
      await summarise(2);
      await journal.setMeta('of 1', 'a');
      const audit = [{ time: 1, who: 'ann', what: 'deleted', from: 'here', details: null }];
      const along = { forgotten: ['of 1'], audit };
      await assert.rejects(journal.entomb([executionId(1), executionId(2)], along));
      assert.equal(await journal.meta('of 1'), 'a');
      await journal.entomb([executionId(1)], along);
      assert.equal(await journal.meta('of 1'), undefined);
      assert.deepEqual(
        (await journal.auditLines(10)).map(({ what }) => what),
        ['deleted'],
      );
    });

    it('keeps a deleted execution hidden if a late entry contains its summary, and erases the entry', async () => {
      await summarise(1, { status: 'succeeded' });
      await journal.entomb([executionId(1)]);
      await summarise(1, { status: 'failed' });
      assert.equal(await journal.execution(executionId(1)), undefined);
      await journal.erase([executionId(1)]);
      assert.deepEqual(await journal.readExecution(executionId(1)), []);
    });

    it('erases several executions with thousands of entries', async () => {
      const ids = [1, 2, 3].map(executionId);
      const data = 'x'.repeat(1000);
      for (const id of ids) {
        await journal.append(Array.from({ length: 1500 }, () => sampleEntry(id, data)));
        await summarise(id, { status: 'succeeded' });
      }
      await summarise(4);
      await journal.entomb(ids);
      assert.deepEqual(await journal.tombs(0, 2), [1, 2]);
      assert.deepEqual(await journal.tombs(2, 2), [3]);
      await journal.erase([...ids, executionId(4)]);
      assert.deepEqual(await journal.tombs(0, 10), []);
      assert.deepEqual(
        (await journal.readAll(0)).map((entry) => Number(entry.executionId)),
        [4],
      );
    });

    it('erases nothing that is not marked', async () => {
      await summarise(1, { status: 'succeeded' });
      await journal.erase([executionId(1)]);
      assert.equal((await journal.readExecution(executionId(1))).length, 1);
    });
  });
}
