import assert from 'node:assert/strict';
import { ROWS_PER_PAGE, RowLimits } from './row-limits.ts';

describe('RowLimits', () => {
  it('adds a page per request, and changes no other list', () => {
    const limits = new RowLimits();
    const before = limits.limitOf;
    limits.showMore('runners');
    assert.equal(limits.limitOf('runners'), 2 * ROWS_PER_PAGE);
    assert.equal(limits.limitOf('tags'), ROWS_PER_PAGE);
    assert.notEqual(limits.limitOf, before);
  });

  it('shows whole pages up to a row, and never fewer rows than before', () => {
    const limits = new RowLimits();
    limits.showAtLeast('runners', ROWS_PER_PAGE * 3 + 1);
    assert.equal(limits.limitOf('runners'), ROWS_PER_PAGE * 4);
    const { limitOf } = limits;
    limits.showAtLeast('runners', 1);
    assert.equal(limits.limitOf, limitOf);
  });

  it('keeps the limits of the 1,000 lists that were changed last', () => {
    const limits = new RowLimits();
    for (let index = 0; index <= 1000; index += 1) limits.showMore(`list-${index}`);
    assert.equal(limits.limitOf('list-0'), ROWS_PER_PAGE);
    assert.equal(limits.limitOf('list-1'), 2 * ROWS_PER_PAGE);
  });
});
