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

  it('is empty without rows', () => assert.equal(table([['ID', 'NAME']]), ''));
});
