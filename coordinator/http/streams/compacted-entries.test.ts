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
  it('keeps the first entry, and of each other entry the values that differ from the previous one', () => {
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

  it('replaces an entry in which only the text differs by the text, if requested', () => {
    const entries = [FIRST, { ...FIRST, log: 'two' }, { ...FIRST, log: 'three', node: 'b' }];
    assert.deepEqual(compactedEntries(entries, true), [FIRST, 'two', { log: 'three', node: 'b' }]);
  });

  it('marks a value that is gone with null, and shortens an unchanged entry to nothing', () => {
    const { metadata: _, ...without } = FIRST;
    assert.deepEqual(compactedEntries([FIRST, without, without], true), [FIRST, { metadata: null }, {}]);
  });
});
