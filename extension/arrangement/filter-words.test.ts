import assert from 'node:assert/strict';
import { wordFilter } from './filter-words.ts';

describe('wordFilter', () => {
  it('requires that each word occurs in at least one of the texts, ignoring case', () => {
    const matches = wordFilter('Web  DOWN');
    assert.ok(matches(['web-1', 'Down']));
    assert.ok(!matches(['web-1', 'Healthy']));
    assert.ok(!matches([]));
  });

  it('selects everything if the filter has no words', () => {
    for (const filter of [undefined, '', '  ']) assert.ok(wordFilter(filter)([]));
  });

  it('does not match a word across two texts', () => {
    assert.ok(!wordFilter('ab')(['a', 'b']));
  });
});
