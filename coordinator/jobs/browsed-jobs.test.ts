import assert from 'node:assert/strict';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import { browsedJobs } from './browsed-jobs.ts';

const job = (group: string, name: string) => ({ group, name }) as JobRecord;
const JOBS = [job('', 'a'), job('web', 'b'), job('web/eu', 'c'), job('web/eu/de', 'd'), job('webX', 'e')];

const browsed = (path: string) =>
  browsedJobs(JOBS, path).map((item) => (item.kind === 'job' ? item.job.name : `${item.path}/`));

describe('browsedJobs', () => {
  it('returns the jobs without a group and the top-level groups for an empty path', () => {
    assert.deepEqual(browsed(''), ['a', 'web/', 'webX/']);
  });

  it('returns the jobs directly in a group, and each group directly below it once', () => {
    assert.deepEqual(browsed('web'), ['b', 'web/eu/']);
    assert.deepEqual(browsed('/web/eu/'), ['c', 'web/eu/de/']);
    assert.deepEqual(browsed('nowhere'), []);
  });
});
