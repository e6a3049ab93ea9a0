import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenise } from './tokenise.ts';

describe('tokenise', () => {
  it('splits at runs of white space', () => {
    assert.deepEqual(tokenise('  -a  b\tc\n'), ['-a', 'b', 'c']);
    assert.deepEqual(tokenise(''), []);
  });

  it('keeps quoted text together if the quote starts a token', () => {
    assert.deepEqual(tokenise(`"a b" 'c d'`), ['a b', 'c d']);
    assert.deepEqual(tokenise('"" x'), ['', 'x']);
  });

  it('reads a doubled quote as a literal quote', () => {
    assert.deepEqual(tokenise('"ab""c def"'), ['ab"c def']);
  });

  it('supports no backslash escapes, and no quotes within a token', () => {
    assert.deepEqual(tokenise(`a\\ b c"d e"`), ['a\\', 'b', 'c"d', 'e"']);
  });

  it('reads to the end of the line if a quote is not closed', () => {
    assert.deepEqual(tokenise('"a b'), ['a b']);
  });

  it('returns double-quoted arguments unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (args) => {
        const line = args.map((argument) => `"${argument.replaceAll('"', '""')}"`).join(' ');
        assert.deepEqual(tokenise(line), args);
      }),
    );
  });
});
