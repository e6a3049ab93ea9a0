import assert from 'node:assert/strict';
import { setNewest } from './set-newest.ts';

describe('setNewest', () => {
  it('removes the key that was set longest ago', () => {
    const map = new Map<string, number>();
    for (const [value, key] of ['a', 'b', 'a', 'c'].entries()) setNewest(map, key, value, 2);
    assert.deepEqual(
      [...map],
      [
        ['a', 2],
        ['c', 3],
      ],
    );
  });
});
