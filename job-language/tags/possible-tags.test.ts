import assert from 'node:assert/strict';
import { JobOption } from '../format/job-option.ts';
import { meansTag, possibleTags } from './possible-tags.ts';
import { changedTags } from './tag-change.ts';

const stage = JobOption.parse({ name: 'stage', enforced: true, values: ['test', 'Prod'] });
const free = JobOption.parse({ name: 'free', values: ['test'] });

describe('a change of tags', () => {
  it('puts one in the place of several, keeps their order, and names each once', () => {
    assert.deepEqual(changedTags(['eu', 'pg', 'linux', 'mysql'], { from: ['pg', 'mysql'], to: 'db' }), [
      'eu',
      'db',
      'linux',
    ]);
    assert.deepEqual(changedTags(['db', 'pg'], { from: ['pg'], to: 'db' }), ['db']);
  });

  it('takes them away where nothing follows, and tells where nothing changes', () => {
    assert.deepEqual(changedTags(['db'], { from: ['db'] }), []);
    assert.equal(changedTags(['db'], { from: ['pg'], to: 'db' }), undefined);
    assert.equal(changedTags(['db'], { from: ['db'], to: 'db' }), undefined);
  });
});

describe('what a part of a filter may stand for', () => {
  it('is itself, or what the closed list of its option says', () => {
    assert.deepEqual(possibleTags('db', []), new Set(['db']));
    const tags = possibleTags('db-${option.stage}', [stage, free]);
    assert.deepEqual([...(tags ?? [])].toSorted(), ['db-', 'db-prod', 'db-test']);
  });

  it('is anything where the values are open, several, unknown or no option’s', () => {
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

  it('may mean a tag by a pattern', () => {
    assert.ok(meansTag('d*-${option.stage}', [stage], 'db-test'));
    assert.ok(!meansTag('d*-${option.stage}', [stage], 'db'));
    assert.ok(meansTag('db-${option.free}', [free], 'eu'));
  });
});
