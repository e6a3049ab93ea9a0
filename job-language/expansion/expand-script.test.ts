import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expandScript } from './expand-script.ts';

describe('the expansion of a script', () => {
  const expand = (script: string, options: Record<string, string> = { x: 'value', 'a.b': 'dotted' }) =>
    expandScript(script, (name) => (name.group === 'option' ? options[name.key] : undefined));

  it('puts values in place of their tokens as they are', () => {
    assert.equal(
      expand('echo "@option.x@" @option.a.b@', { x: '"$y" @option.x@', 'a.b': '' }),
      'echo ""$y" @option.x@" ',
    );
    assert.equal(expand('echo @unquotedoption.x@'), 'echo value');
  });

  it('blanks a token that has no value', () => {
    assert.equal(expand('a@option.none@b @HOME@ c'), 'ab  c');
  });

  it('reads @@ as a literal @', () => {
    assert.equal(expand('user@@example.org @@option.x@@'), 'user@example.org @option.x@');
  });

  it('takes no text with white space in it for a token', () => {
    const script = 'a@b.org c@d.org\n@staticmethod\ndef f(): @ option.x@';
    assert.equal(expand(script), script);
  });

  it('begins a token at an @ whose partner was cancelled', () => {
    assert.equal(expand('me@host @option.x@'), 'me@host value');
  });

  it('leaves a script without @ alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const script = text.replaceAll('@', '');
        assert.equal(expand(script), script);
      }),
    );
  });
});
