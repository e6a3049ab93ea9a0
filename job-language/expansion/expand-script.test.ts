import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expandScript } from './expand-script.ts';

describe('expandScript', () => {
  const expand = (script: string, options: Record<string, string> = { x: 'value', 'a.b': 'dotted' }) =>
    expandScript(script, (name) => (name.group === 'option' ? options[name.key] : undefined));

  it('replaces tokens with their values, without quoting', () => {
    assert.equal(
      expand('echo "@option.x@" @option.a.b@', { x: '"$y" @option.x@', 'a.b': '' }),
      'echo ""$y" @option.x@" ',
    );
    assert.equal(expand('echo @unquotedoption.x@'), 'echo value');
  });

  it('removes a token without a value', () => {
    assert.equal(expand('a@option.none@b @HOME@ c'), 'ab  c');
  });

  it('reads @@ as a literal @', () => {
    assert.equal(expand('user@@example.org @@option.x@@'), 'user@example.org @option.x@');
  });

  it('does not treat text with white space as a token', () => {
    const script = 'a@b.org c@d.org\n@staticmethod\ndef f(): @ option.x@';
    assert.equal(expand(script), script);
  });

  it('starts a token at an @ that does not close another one', () => {
    assert.equal(expand('me@host @option.x@'), 'me@host value');
  });

  it('leaves a script without @ unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const script = text.replaceAll('@', '');
        assert.equal(expand(script), script);
      }),
    );
  });
});
