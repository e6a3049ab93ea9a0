import assert from 'node:assert/strict';
import { aJob } from '../../model/model-fixtures.ts';
import { jobAddress, jobOfAddress } from './job-uri.ts';

describe('jobAddress', () => {
  it('contains project, group and name for display, and the id', () => {
    const address = jobAddress(aJob({ id: 'j-1', group: 'nightly/db', name: 'a/b c' }));
    assert.deepEqual(address, { path: '/demo/nightly/db/a∕b c.yaml', query: 'j-1' });
    assert.equal(jobOfAddress(address), 'j-1');
  });

  it('omits an empty group', () => {
    assert.equal(jobAddress(aJob({ group: '' })).path, '/demo/backup.yaml');
  });

  it('returns no id for another URI', () => {
    assert.equal(jobOfAddress({ query: '' }), undefined);
  });
});
