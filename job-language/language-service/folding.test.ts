import assert from 'node:assert/strict';
import { readBlocks } from './block-tree.ts';
import { foldsOf } from './folding.ts';

const folds = (text: string) =>
  foldsOf(readBlocks(text)).map(({ start, end, kind }) => `${start}-${end} ${kind}`);

describe('foldsOf', () => {
  it('folds jobs, maps, lists, scripts and comments, each to its last line with content', () => {
    const text = `# one
# two
- name: a
  description: >-
    some

    text
  sequence:
    commands:
    - exec: ls
    - script: |
        # not a comment
        # of the file
        df

# alone
- name: b
`;
    assert.deepEqual(folds(text), [
      '0-1 comment',
      '2-13 block',
      '3-6 block',
      '7-13 block',
      '8-13 block',
      '10-13 block',
    ]);
  });

  it('folds a value that continues on further lines', () => {
    assert.deepEqual(folds('name: a\ndescription: one\n  two\n  # three\nuuid: b\n'), ['1-3 block']);
    assert.deepEqual(folds('values: [a,\n  b]\nuuid: b\n'), ['0-1 block']);
  });
});
