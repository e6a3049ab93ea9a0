import assert from 'node:assert/strict';
import { markedEnd, refusedSaveText } from './job-problem-texts.ts';

describe('markedEnd', () => {
  it('keeps a range that is within a line', () => {
    const place = { line: 3, column: 5, endLine: 3, endColumn: 9 };
    assert.deepEqual(markedEnd(place, '    loglevel: x'), { endLine: 3, endColumn: 9 });
  });

  it('marks only the first line of a block', () => {
    const place = { line: 3, column: 3, endLine: 40, endColumn: 1 };
    assert.deepEqual(markedEnd(place, '  name: backup  '), { endLine: 3, endColumn: 15 });
  });
});

describe('refusedSaveText', () => {
  it('shows the first problem and counts the other problems', () => {
    assert.equal(
      refusedSaveText('line 2, column 3: "a; b" is bad; line 4, column 1: other; and 7 more'),
      'The job was not saved. Line 2, column 3: "a; b" is bad (8 more problems). All problems are marked in the text.',
    );
    assert.equal(
      refusedSaveText('line 2, column 3: it is bad'),
      'The job was not saved. Line 2, column 3: it is bad. All problems are marked in the text.',
    );
  });
});
