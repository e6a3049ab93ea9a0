import assert from 'node:assert/strict';
import fc from 'fast-check';
import { entryCursor, entryPosition } from './entry-position.ts';

describe('A cursor of entries', () => {
  it('tells its position, and stands in a URL as it is', () => {
    const number = fc.maxSafeNat();
    fc.assert(
      fc.property(number, fc.array(fc.tuple(number, number), { maxLength: 64 }), (arrival, offsets) => {
        const position = { arrival, consumed: new Map(offsets) };
        const cursor = entryCursor(position);
        assert.equal(encodeURIComponent(cursor), cursor);
        assert.deepEqual(entryPosition(cursor), position);
      }),
    );
  });

  it('is 0 at the start', () => {
    assert.deepEqual(entryPosition('0'), { arrival: 0, consumed: new Map() });
  });

  it('is refused when it was not given out', () => {
    for (const cursor of ['', '17', 'a', 'a1-', 'a1-2', 'a1-2.', 'aA', 'a1 ', `a1${'-1.1'.repeat(5000)}`])
      assert.throws(() => entryPosition(cursor), /offset is not valid/);
  });
});
