import assert from 'node:assert/strict';
import { BufferPool } from './buffer-pool.ts';

describe('BufferPool', () => {
  it('returns a buffer that was given back, and a new one if all are in use', () => {
    const pool = new BufferPool(8, 2);
    const [first, second] = [pool.take(), pool.take()];
    assert.notEqual(first, second);
    pool.give(first);
    assert.equal(pool.take(), first);
    assert.equal(first.byteLength, 8);
  });

  it('keeps a limited number of unused buffers', () => {
    const pool = new BufferPool(8, 1);
    const [first, second] = [pool.take(), pool.take()];
    pool.give(first);
    pool.give(second);
    assert.equal(pool.take(), first);
    assert.notEqual(pool.take(), second);
  });
});
