import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenise } from './tokenise.ts';

describe('the tokeniser of argument lines', () => {
  it('splits at runs of white space', () => {
    assert.deepEqual(tokenise('  -a  b\tc\n'), ['-a', 'b', 'c']);
    assert.deepEqual(tokenise(''), []);
  });

  it('keeps what a token quotes from its start together', () => {
    assert.deepEqual(tokenise(`"a b" 'c d'`), ['a b', 'c d']);
    assert.deepEqual(tokenise('"" x'), ['', 'x']);
  });

  it('reads a doubled quote as a literal one', () => {
    assert.deepEqual(tokenise('"ab""c def"'), ['ab"c def']);
  });

  it('knows no backslash escapes, and no quotes within a token', () => {
    assert.deepEqual(tokenise(`a\\ b c"d e"`), ['a\\', 'b', 'c"d', 'e"']);
  });

  it('takes the rest of the line where a quote never closes', () => {
    assert.deepEqual(tokenise('"a b'), ['a b']);
  });

  it('gives back any arguments that were quoted for it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (args) => {
        const line = args.map((argument) => `"${argument.replaceAll('"', '""')}"`).join(' ');
        assert.deepEqual(tokenise(line), args);
      }),
    );
  });
});
