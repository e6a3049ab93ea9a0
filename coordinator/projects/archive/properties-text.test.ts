import assert from 'node:assert/strict';
import { parseProperties, propertiesText } from './properties-text.ts';

describe('propertiesText', () => {
  it('writes properties that parse to the same values', () => {
    const properties = {
      plain: 'value',
      '#key: =!': ' leading and trailing ',
      'tab\tkey': '\t\ttabs\f',
      lines: 'a\r\nb\n',
      unicode: 'Käse 🧀 \\u0041',
      windows: 'C:\\temp\\new',
      empty: '',
    };
    assert.deepEqual(parseProperties(propertiesText(properties)), properties);
  });

  it('reads a long line of backslashes', () => {
    const slashes = '\\'.repeat(400_000);
    assert.deepEqual(parseProperties(`a=${slashes}x`), { a: `${'\\'.repeat(200_000)}x` });
  });

  it('reads separators, comments and continued lines as Java does', () => {
    const text =
      '# note\n! note\n\na=1\nb : 2\nc 3\n d=x\\\n   y\ne\nf=\\u00e4\\q\nescaped\\ key=1\\\\\na=last';
    assert.deepEqual(parseProperties(text), {
      a: 'last',
      b: '2',
      c: '3',
      d: 'xy',
      e: '',
      f: 'äq',
      'escaped key': '1\\',
    });
  });
});
