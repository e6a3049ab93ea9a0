import assert from 'node:assert/strict';
import { table } from './table.ts';

describe('table', () => {
  it('aligns columns without trailing spaces', () => {
    assert.equal(
      table([
        ['ID', 'NAME'],
        ['1', 'backup'],
        ['100', ''],
      ]),
      'ID   NAME\n1    backup\n100\n',
    );
  });

  it('escapes line breaks and control characters in cells', () => {
    assert.equal(table([['NAME'], ['a\nb\u001b[2J\u009b1m\tü']]), 'NAME\na\\nb\\u001b[2J\\u009b1m\\tü\n');
  });

  it('returns an empty string without data rows', () => assert.equal(table([['ID', 'NAME']]), ''));
});
