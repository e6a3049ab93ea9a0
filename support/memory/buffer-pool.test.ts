import assert from 'node:assert/strict';
import { BufferPool } from './buffer-pool.ts';

describe('BufferPool', () => {
  it('reuses memory only after it was returned', () => {
    const pool = new BufferPool(64 * 1024);
    const first = pool.copy(Buffer.alloc(10_000, 1));
    const second = pool.copy(Buffer.alloc(10_000, 2));
    assert.notEqual(first.buffer, second.buffer);
    pool.give(first);
    const third = pool.copy(Buffer.alloc(9000, 3));
    assert.equal(third.buffer, first.buffer);
    assert.equal(third.byteLength, 9000);
    assert.ok(second.every((byte) => byte === 2));
  });

  it('retains a limited number of unused bytes', () => {
    const pool = new BufferPool(8192);
    const [first, second] = [pool.take(8192), pool.take(8192)];
    pool.give(first);
    pool.give(second);
    assert.equal(pool.take(8192).buffer, first.buffer);
    assert.notEqual(pool.take(8192).buffer, second.buffer);
  });

  it('does not retain memory that it did not allocate', () => {
    const pool = new BufferPool(64 * 1024);
    const foreign = Buffer.from(new ArrayBuffer(8192));
    pool.give(foreign);
    assert.notEqual(pool.take(8192).buffer, foreign.buffer);
  });
});
