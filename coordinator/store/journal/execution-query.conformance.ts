import assert from 'node:assert/strict';
import { ExecutionId, JobId } from '../../../protocol/ids.ts';
import { type JournalFixture, sampleEntry, sampleSummary } from './journal.conformance.ts';
import type { ExecutionQuery, Journal } from './journal.ts';

/** The contract of the queries of {@link Journal} for executions. Every implementation must pass these tests. */
export function executionQueryConformance(name: string, create: () => Promise<JournalFixture>): void {
  describe(`Queries for executions of the journal in ${name}`, () => {
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

    async function summarise(id: number, more: object = {}): Promise<void> {
      await journal.append([{ ...sampleEntry(id), summary: sampleSummary(id, more) }]);
    }

    async function found(query: Partial<ExecutionQuery>): Promise<readonly number[]> {
      const { executions } = await journal.executions({ offset: 0, max: 20, ...query });
      return executions.map(({ id }) => id);
    }

    it('select by end time, and exclude executions that have not ended', async () => {
      for (const id of [1, 2, 3]) await summarise(id, { status: 'succeeded', endedAt: id * 1000 });
      await summarise(4);
      assert.deepEqual(await found({ endedAfter: 1000, endedBefore: 3000 }), [2]);
      assert.deepEqual(await found({ endedAfter: 0 }), [3, 2, 1]);
    });

    it('select by start time', async () => {
      for (const id of [1, 2, 3]) await summarise(id, { startedAt: id * 1000 });
      assert.deepEqual(await found({ startedAfter: 1000, startedBefore: 3000 }), [2]);
      assert.deepEqual(await found({ startedAfter: 1000 }), [3, 2]);
    });

    it('return the counts and durations of all matches', async () => {
      const ended = (status: string, startedAt: number, endedAt: number) => ({ status, startedAt, endedAt });
      await summarise(1, ended('succeeded', 1000, 3000));
      await summarise(2, ended('timedout', 1000, 2000));
      await summarise(3, ended('aborted', 1000, 7000));
      await summarise(4, { startedAt: 1000 });
      const page = { offset: 2, max: 1 };
      assert.deepEqual(await journal.executionFigures(page), {
        total: 4,
        succeeded: 1,
        failed: 1,
        ended: 3,
        duration: { total: 9000, min: 1000, max: 6000 },
      });
      assert.deepEqual(await journal.executionFigures({ ...page, user: 'nobody' }), {
        total: 0,
        succeeded: 0,
        failed: 0,
        ended: 0,
        duration: { total: 0, min: 0, max: 0 },
      });
    });

    it('return the average duration of the last 50 successful executions of a job', async () => {
      const [job, other] = [JobId.parse('job'), JobId.parse('other')];
      assert.equal(await journal.averageDuration(job), undefined);
      const ended = (id: number, milliseconds: number, more: object = {}) =>
        summarise(id, {
          jobId: job,
          status: 'succeeded',
          startedAt: 1000,
          endedAt: 1000 + milliseconds,
          ...more,
        });
      await ended(1, 9000);
      for (let id = 2; id <= 51; id += 1) await ended(id, id % 2 === 0 ? 100 : 300);
      await ended(52, 9000, { status: 'failed' });
      await ended(53, 9000, { jobId: other });
      assert.equal(await journal.averageDuration(job), 200);
    });

    it('select the executions that ran a job, directly or by a reference', async () => {
      const refer = (id: number, job: string) => ({
        ...sampleEntry(id),
        type: 'reference-resolved',
        data: { resolution: { kind: 'workflow', job: { id: job } } },
      });
      await summarise(1, { jobId: 'a' });
      await summarise(2, { jobId: 'b' });
      await journal.append([refer(2, 'a'), refer(2, 'a')]);
      await summarise(3, { jobId: 'c' });
      await journal.append([
        refer(3, 'b'),
        { ...refer(3, 'a'), type: 'other' },
        { ...refer(3, 'a'), data: { resolution: { kind: 'skipped', reason: '' } } },
      ]);
      await summarise(4, { jobId: undefined });
      await journal.append([refer(4, 'a')]);
      assert.deepEqual(await found({ jobs: { idsOrReferenced: ['a'] } }), [2, 1]);
      assert.deepEqual(await found({ jobs: { idsOrReferenced: ['b', 'c'] } }), [3, 2]);
      assert.deepEqual(await found({ jobs: { ids: ['a'] } }), [1]);
      await journal.append([
        { ...sampleEntry(2), summary: sampleSummary(2, { jobId: 'b', status: 'failed' }) },
      ]);
      await journal.entomb([ExecutionId.parse(2)]);
      await journal.erase([ExecutionId.parse(2)]);
      assert.deepEqual(await found({ jobs: { idsOrReferenced: ['a'] } }), [1]);
    });

    it('select by the job, the type and the user who stopped the execution', async () => {
      await summarise(1, { jobId: 'a', jobName: 'Build', jobGroup: '' });
      await summarise(2, {
        jobId: 'b',
        jobName: 'Build 50%',
        jobGroup: 'ops/web',
        executionType: 'scheduled',
      });
      await summarise(3, { jobId: 'c', jobName: 'Deploy', jobGroup: 'ops', abortedBy: 'bob' });
      await summarise(4, { jobId: 'd', jobName: 'Deploy', jobGroup: 'opsX' });
      await summarise(5, { jobName: 'adhoc', jobGroup: '', executionType: 'adhoc' });
      const cases: readonly (readonly [Partial<ExecutionQuery>, readonly number[]])[] = [
        [{ jobs: { ids: ['a', 'b', 'none'] } }, [2, 1]],
        [{ excludedJobs: { ids: ['a', 'b'] } }, [4, 3]],
        [{ jobs: { paths: ['Build', 'ops/Deploy'] } }, [3, 1]],
        [{ excludedJobs: { paths: ['Build'] } }, [4, 3, 2]],
        [{ jobs: { group: 'ops' } }, [3, 2]],
        [{ excludedJobs: { group: 'ops' } }, [4, 1]],
        [{ jobs: { exactGroup: 'ops' } }, [3]],
        [{ jobs: { exactGroup: '' } }, [1]],
        [{ jobs: { nameContains: 'build' } }, [2, 1]],
        [{ jobs: { nameContains: '%' } }, [2]],
        [{ jobs: { name: 'Build' } }, [1]],
        [{ excludedJobs: { nameContains: 'BUILD' } }, [4, 3]],
        [{ jobs: { group: 'ops', name: 'Deploy' }, excludedJobs: { ids: ['c'] } }, []],
        [{ isAdhoc: true }, [5]],
        [{ isAdhoc: false }, [4, 3, 2, 1]],
        [{ type: 'user' }, [4, 3, 1]],
        [{ type: 'scheduled' }, [2]],
        [{ abortedBy: 'bob' }, [3]],
      ];
      for (const [query, ids] of cases) assert.deepEqual(await found(query), ids, JSON.stringify(query));
    });
  });
}
