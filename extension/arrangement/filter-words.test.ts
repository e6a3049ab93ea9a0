import assert from 'node:assert/strict';
import { wordFilter } from './filter-words.ts';

describe('wordFilter', () => {
  it('requires every word in any of the texts, without regard to case', () => {
    const matches = wordFilter('Web  DOWN');
    assert.ok(matches(['web-1', 'Down']));
    assert.ok(!matches(['web-1', 'Healthy']));
    assert.ok(!matches([]));
  });

  it('selects everything without words', () => {
    for (const filter of [undefined, '', '  ']) assert.ok(wordFilter(filter)([]));
  });

  it('does not match a word across two texts', () => {
    assert.ok(!wordFilter('ab')(['a', 'b']));
  });
});
