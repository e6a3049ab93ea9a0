import assert from 'node:assert/strict';
import { parseRange } from './range.ts';

describe('parseRange', () => {
  const table: readonly [
    header: string | undefined,
    size: number,
    expected: ReturnType<typeof parseRange>,
  ][] = [
    [undefined, 10, { kind: 'whole' }],
    ['bytes=0-3', 10, { kind: 'part', start: 0, end: 4 }],
    ['bytes=4-', 10, { kind: 'part', start: 4, end: 10 }],
    ['bytes=-3', 10, { kind: 'part', start: 7, end: 10 }],
    ['bytes=-30', 10, { kind: 'part', start: 0, end: 10 }],
    ['bytes=8-99', 10, { kind: 'part', start: 8, end: 10 }],
    ['bytes=10-', 10, { kind: 'unsatisfiable' }],
    ['bytes=0-', 0, { kind: 'unsatisfiable' }],
    ['bytes=-0', 10, { kind: 'unsatisfiable' }],
    ['bytes=5-2', 10, { kind: 'whole' }],
    ['bytes=0-1,4-5', 10, { kind: 'whole' }],
    ['lines=0-1', 10, { kind: 'whole' }],
    ['bytes=-', 10, { kind: 'whole' }],
  ];
  for (const [header, size, expected] of table) {
    it(`returns ${expected.kind} for ${header ?? 'no header'} and ${size} bytes`, () =>
      assert.deepEqual(parseRange(header, size), expected));
  }
});
