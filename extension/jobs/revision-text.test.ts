import assert from 'node:assert/strict';
import { revisionText } from './revision-text.ts';

describe('revisionText', () => {
  const text = (age: number) =>
    revisionText({ revision: 3, time: 0, user: 'ann', act: 'tags', textHash: '' }, age);

  it('shows the age in the largest whole unit, then the user and the act', () => {
    assert.equal(text(59_999), 'just now · ann · tags changed');
    assert.equal(text(60_000), '1 minute ago · ann · tags changed');
    assert.equal(text(2.5 * 3_600_000), '2 hours ago · ann · tags changed');
    assert.equal(text(45 * 24 * 3_600_000), '1 month ago · ann · tags changed');
  });

  it('leaves out an unknown act', () => {
    assert.equal(revisionText({ revision: 3, time: 0, user: 'ann', textHash: '' }, 0), 'just now · ann');
  });
});
