import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isOutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import { entryCursor, entryPosition } from './entry-position.ts';

const MOST_CONSUMED = 64 * 1024;

describe('the position of a reader of entries', () => {
  it('is written as an integer of at most 63 bits, 0 at the start, and read back', () => {
    assert.equal(entryCursor({ arrival: 0, consumed: 0 }), '0');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 46 - 1 }),
        fc.integer({ min: 0, max: MOST_CONSUMED }),
        (arrival, consumed) => {
          const cursor = entryCursor({ arrival, consumed });
          assert.match(cursor, /^\d+$/);
          assert.ok(BigInt(cursor) < 2n ** 63n);
          assert.deepEqual(entryPosition(cursor), { arrival, consumed });
        },
      ),
    );
  });

  it('never decreases as the reader advances', () => {
    const cursors = [
      { arrival: 5, consumed: 0 },
      { arrival: 5, consumed: MOST_CONSUMED },
      { arrival: 6, consumed: 0 },
    ].map((position) => BigInt(entryCursor(position)));
    assert.ok(cursors.every((cursor, index) => index === 0 || cursor > (cursors[index - 1] ?? 0n)));
  });

  it('is refused if its text is not an integer from 0 to 2^63 - 1', () => {
    for (const cursor of ['', '-1', '1.5', 'a9', ' 1', '0x10', '9223372036854775808', '9'.repeat(300)])
      assert.throws(
        () => entryPosition(cursor),
        (error) => isOutrunnerError(error) && error.code === 'invalid-input',
        cursor,
      );
  });
});
