import assert from 'node:assert/strict';
import type { OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { compactedEntries } from './compacted-entries.ts';

const FIRST: OutputEntry = {
  time: '10:00:00',
  absolute_time: '2026-01-01T10:00:00.000Z',
  level: 'NORMAL',
  log: 'one',
  node: 'a',
  stepctx: '1',
  metadata: { stream: 'stdout' },
};

describe('compactedEntries', () => {
  it('returns the first entry completely, and for each later entry only the values that differ from the previous entry', () => {
    const entries = [
      FIRST,
      { ...FIRST, log: 'two' },
      { ...FIRST, log: 'two', stepctx: '2' },
      { ...FIRST, stepctx: '2' },
    ];
    assert.deepEqual(compactedEntries(entries, false), [
      FIRST,
      { log: 'two' },
      { stepctx: '2' },
      { log: 'one' },
    ]);
  });

  it('returns an entry with a changed `log` and no other change as a string, if requested', () => {
    const entries = [FIRST, { ...FIRST, log: 'two' }, { ...FIRST, log: 'three', node: 'b' }];
    assert.deepEqual(compactedEntries(entries, true), [FIRST, 'two', { log: 'three', node: 'b' }]);
  });

  it('returns null for a value that is missing now, and an empty object for an unchanged entry', () => {
    const { metadata: _, ...without } = FIRST;
    assert.deepEqual(compactedEntries([FIRST, without, without], true), [FIRST, { metadata: null }, {}]);
  });
});
