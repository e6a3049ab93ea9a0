import assert from 'node:assert/strict';
import { JobOption } from '../format/job-option.ts';
import { meansTag, possibleTags } from './possible-tags.ts';
import { changedTags } from './tag-change.ts';

const stage = JobOption.parse({ name: 'stage', enforced: true, values: ['test', 'Prod'] });
const free = JobOption.parse({ name: 'free', values: ['test'] });

describe('a change of tags', () => {
  it('merges several tags into one, keeps their order, and contains each once', () => {
    assert.deepEqual(changedTags(['eu', 'pg', 'linux', 'mysql'], { from: ['pg', 'mysql'], to: 'db' }), [
      'eu',
      'db',
      'linux',
    ]);
    assert.deepEqual(changedTags(['db', 'pg'], { from: ['pg'], to: 'db' }), ['db']);
  });

  it('removes tags without a replacement, and reports if nothing changes', () => {
    assert.deepEqual(changedTags(['db'], { from: ['db'] }), []);
    assert.equal(changedTags(['db'], { from: ['pg'], to: 'db' }), undefined);
    assert.equal(changedTags(['db'], { from: ['db'], to: 'db' }), undefined);
  });
});

describe('the possible values of a part of a tag', () => {
  it('are the part itself without a reference, otherwise its expansion with each value of an enforced option', () => {
    assert.deepEqual(possibleTags('db', []), new Set(['db']));
    const tags = possibleTags('db-${option.stage}', [stage, free]);
    assert.deepEqual([...(tags ?? [])].toSorted(), ['db-', 'db-prod', 'db-test']);
  });

  it('are unlimited if an option has several or arbitrary values, or is unknown', () => {
    const several = JobOption.parse({ ...stage, multivalued: true, delimiter: ',' });
    const cases = [
      ['${option.free}', [free]],
      ['${option.stage}', [several]],
      ['${option.stage}', []],
      ['${job.name}', [stage]],
      ['${option.stage}-${option.free}', [stage, free]],
      ['${option.stage}-${job.name}', [stage]],
    ] as const;
    for (const [part, options] of cases) assert.equal(possibleTags(part, options), undefined, part);
  });

  it('include tags that a pattern matches', () => {
    assert.ok(meansTag('d*-${option.stage}', [stage], 'db-test'));
    assert.ok(!meansTag('d*-${option.stage}', [stage], 'db'));
    assert.ok(meansTag('db-${option.free}', [free], 'eu'));
  });
});
