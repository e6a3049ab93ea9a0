import assert from 'node:assert/strict';
import { table } from './table.ts';

describe('a table', () => {
  it('aligns its columns and ends lines without blanks', () => {
    assert.equal(
      table([
        ['ID', 'NAME'],
        ['1', 'backup'],
        ['100', ''],
      ]),
      'ID   NAME\n1    backup\n100\n',
    );
  });

  it('keeps a cell on its line, and shows what would move the cursor or colour the terminal', () => {
    assert.equal(table([['NAME'], ['a\nb\u001b[2J\u009b1m\tü']]), 'NAME\na\\nb\\u001b[2J\\u009b1m\\tü\n');
  });

  it('is empty without rows', () => assert.equal(table([['ID', 'NAME']]), ''));
});
