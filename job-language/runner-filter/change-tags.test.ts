import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TagChange } from '../tags/tag-change.ts';
import { changedTags } from '../tags/tag-change.ts';
import { changedFilter } from './change-tags.ts';
import { matchesRunner } from './match-runner-filter.ts';
import { parseRunnerFilter } from './parse-runner-filter.ts';

const RENAME: TagChange = { from: ['db'], to: 'sql' };
const MERGE: TagChange = { from: ['pg', 'mysql'], to: 'db' };
const after = (text: string, change: TagChange) => changedFilter(text, parseRunnerFilter(text), change);
const changed = (text: string, change = RENAME) => {
  const result = after(text, change);
  return result.kind === 'changed' ? result.text : result.kind;
};
const problem = (text: string, change: TagChange) => {
  const result = after(text, change);
  return result.kind === 'blocked' ? result.problem : result.kind;
};

describe('changing the tags in a runner filter', () => {
  it('replaces the name in every position, and keeps the rest of the text', () => {
    assert.equal(changed('db  AND not( eu or os = windows)'), 'sql  AND not( eu or os = windows)');
    assert.equal(changed('DB or tag="db" or tags != db'), 'sql or tag="sql" or tags != sql');
    assert.equal(changed('"db", db2 and not db'), '"sql", db2 and not sql');
    assert.equal(changed('db or eu', { from: ['db'], to: 'and' }), '"and" or eu');
    assert.equal(changed('pg or mysql or eu', MERGE), 'db or db or eu');
  });

  it('leaves attributes, references and longer words with the same name unchanged', () => {
    for (const text of [
      'name=db and eu',
      'host=db or eu',
      'label.db=db or eu',
      'db2 or eu',
      '${option.db} or eu',
    ])
      assert.equal(changed(text), 'same', text);
    assert.equal(changed('db or eu', { from: ['db'], to: 'db' }), 'same');
  });

  it('is refused if the filter contains a removed tag, directly or by pattern', () => {
    assert.match(problem('db and not eu', { from: ['eu'] }), /contains `eu`/);
    assert.match(problem('d* and not eu', { from: ['db'] }), /matches the tag by the pattern d\*/);
    assert.equal(problem('d* and not eu', { from: ['pg'] }), 'same');
  });

  it('is refused if a pattern matches only one of the two names', () => {
    assert.match(problem('d* or eu', RENAME), /by the pattern d\*/);
    assert.match(problem('s* or eu', RENAME), /by the pattern s\*/);
    assert.equal(problem('d* or eu', { from: ['db'], to: 'data' }), 'same');
  });

  it('is refused if the filter distinguishes the merged tags', () => {
    assert.match(problem('pg and not mysql', MERGE), /distinguishes tags/);
    assert.match(problem('pg and not db', MERGE), /distinguishes tags/);
    assert.equal(changed('not pg and not mysql', MERGE), 'not db and not db');
    assert.equal(
      changed('pg and eu or not pg and us', { from: ['pg'], to: 'db' }),
      'db and eu or not db and us',
    );
  });

  it('does not change which runners a filter selects', () => {
    const word = fc.constantFrom('db', '"db"', 'tag=db', 'tag!=db', 'eu', 'us', 'name=db', '*b');
    const filter = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { maxDepth: 4 },
        word,
        tie('text').map((part) => `not (${part})`),
        fc
          .tuple(tie('text'), fc.constantFrom('and', 'or'), tie('text'))
          .map(([a, how, b]) => `(${a} ${how} ${b})`),
      ),
    })).text;
    const tags = fc.subarray(['db', 'eu', 'us']);
    // The same patterns match "sb" and "db".
    const change = { from: ['db'], to: 'sb' };
    fc.assert(
      fc.property(filter, tags, (text, carried) => {
        const result = after(text, change);
        assert.notEqual(result.kind, 'blocked');
        const runner = { name: 'db', tags: carried };
        const renamed = { name: 'db', tags: changedTags(carried, change) ?? carried };
        const read = parseRunnerFilter(result.kind === 'changed' ? result.text : text);
        assert.equal(matchesRunner(read, renamed), matchesRunner(parseRunnerFilter(text), runner));
      }),
    );
  });
});
