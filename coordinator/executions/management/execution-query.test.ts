import assert from 'node:assert/strict';
import * as z from 'zod';
import { EXECUTION_QUERY } from '../../../protocol/routes/execution-query.ts';
import { executionQuery } from './execution-query.ts';

const HOUR = 3_600_000;
const NOW = 10 * HOUR;

const parsed = (values: object) => executionQuery(z.object(EXECUTION_QUERY).parse(values), NOW);

describe("Rundeck's query for executions", () => {
  it('selects all executions, in pages of 20, if the parameters are absent or select everything', () => {
    const all = { jobs: {}, excludedJobs: {}, max: 20, offset: 0 };
    assert.deepEqual(parsed({}), all);
    assert.deepEqual(parsed({ statusFilter: '*', userFilter: '', groupPath: '*', jobFilter: '' }), all);
  });

  it('intersects periods and dates into one range of end times', () => {
    const { endedAfter, endedBefore } = parsed({
      recentFilter: '2h',
      begin: '0',
      olderFilter: '1h',
      end: String(NOW),
    });
    assert.deepEqual([endedAfter, endedBefore], [8 * HOUR, 9 * HOUR]);
  });

  it('accepts repeated parameters as a list', () => {
    const { jobs, excludedJobs } = parsed({
      jobIdListFilter: ['a', 'b'],
      jobListFilter: 'ops/x',
      excludeJobIdListFilter: 'c',
    });
    assert.deepEqual(jobs, { ids: ['a', 'b'], paths: ['ops/x'] });
    assert.deepEqual(excludedJobs, { ids: ['c'] });
  });

  it('selects executions that ran the jobs by a reference with `includeJobRef`', () => {
    const query = { jobIdListFilter: 'a', jobListFilter: 'ops/x' };
    const referenced = { idsOrReferenced: ['a'], paths: ['ops/x'] };
    assert.deepEqual(parsed({ ...query, includeJobRef: 'true' }).jobs, referenced);
    assert.deepEqual(parsed({ ...query, includeJobRef: 'false' }).jobs, { ids: ['a'], paths: ['ops/x'] });
  });

  it('treats the group "-" as jobs without a group', () => {
    assert.deepEqual(parsed({ groupPath: '-' }).jobs, { exactGroup: '' });
    assert.deepEqual(parsed({ groupPathExact: '-' }).jobs, { exactGroup: '' });
    assert.deepEqual(parsed({ excludeGroupPath: 'ops' }).excludedJobs, { group: 'ops' });
  });

  it('treats another text than a status as a custom status', () => {
    const { statuses, customStatus } = parsed({ statusFilter: 'half done' });
    assert.deepEqual([statuses, customStatus], [undefined, 'half done']);
  });
});
