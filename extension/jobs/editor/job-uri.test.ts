import assert from 'node:assert/strict';
import { aJob } from '../../model/model-fixtures.ts';
import { jobAddress, jobOfAddress } from './job-uri.ts';

describe('the address of a job’s document', () => {
  it('shows people where the job stands, and finds it by its id', () => {
    const address = jobAddress(aJob({ id: 'j-1', group: 'nightly/db', name: 'a/b c' }));
    assert.deepEqual(address, { path: '/demo/nightly/db/a∕b c.yaml', query: 'j-1' });
    assert.equal(jobOfAddress(address), 'j-1');
  });

  it('needs no group', () => {
    assert.equal(jobAddress(aJob({ group: '' })).path, '/demo/backup.yaml');
  });

  it('of anything else stands for no job', () => {
    assert.equal(jobOfAddress({ query: '' }), undefined);
  });
});
