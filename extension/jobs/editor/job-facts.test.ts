import assert from 'node:assert/strict';
import { EMPTY_MODEL } from '../../model/model.ts';
import { aJob, aRunner } from '../../model/model-fixtures.ts';
import { jobFacts, projectOfDocument } from './job-facts.ts';

const MODEL = {
  ...EMPTY_MODEL,
  projects: [{ name: 'demo', description: '' }],
  runners: [
    aRunner({ id: 'r1', tags: ['db'], health: 'Busy' }),
    aRunner({ id: 'r2', tags: ['db', 'eu'], health: 'Down' }),
    aRunner({ id: 'r3', tags: ['far'], assignedProjects: ['other'] }),
  ],
  jobs: [
    aJob({ id: 'j1', selector: { mode: 'TAGS', match: 'all', tags: ['gone'] } }),
    aJob({ id: 'j2', project: 'other', selector: { mode: 'TAGS', match: 'all', tags: ['strange'] } }),
  ],
};

describe('jobFacts', () => {
  it('counts the runners of the project that have a tag, and how many of them are healthy', () => {
    assert.deepEqual(jobFacts(MODEL, 'demo').tags, [
      { tag: 'db', runners: 2, healthy: 1 },
      { tag: 'eu', runners: 1, healthy: 0 },
      { tag: 'gone', runners: 0, healthy: 0 },
    ]);
  });

  it('contains the tags of all projects if the project is unknown', () => {
    assert.deepEqual(
      jobFacts(MODEL, undefined).tags.map(({ tag }) => tag),
      ['db', 'eu', 'far', 'gone', 'strange'],
    );
  });
});

describe('projectOfDocument', () => {
  it('returns the project of a stored job, or the only project', () => {
    assert.equal(projectOfDocument(MODEL, 'j2'), 'other');
    assert.equal(projectOfDocument(MODEL, undefined), 'demo');
    assert.equal(projectOfDocument(EMPTY_MODEL, undefined), undefined);
  });
});
