import assert from 'node:assert/strict';
import fc from 'fast-check';
import { excerpt } from './excerpt.ts';

describe('excerpt', () => {
  it('returns a text within the limit unchanged', () => {
    assert.equal(excerpt('x'.repeat(64), 64), 'x'.repeat(64));
  });

  it('cuts a longer text, and states how much was left out', () => {
    assert.equal(
      excerpt(`${'x'.repeat(41)}${'y'.repeat(959)}`, 64),
      `${'x'.repeat(40)}… (960 more characters)`,
    );
  });

  it('never exceeds the limit, and never splits a surrogate pair', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 60 }),
        fc.integer({ min: 64, max: 200 }),
        (text, most) => {
          const cut = excerpt(text.repeat(5), most);
          assert.ok(cut.length <= most);
          assert.equal(Buffer.from(cut).toString(), cut);
        },
      ),
    );
  });
});
