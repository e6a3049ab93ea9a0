import assert from 'node:assert/strict';
import { ToldOnce } from './told-once.ts';

describe('what is tried again and again', () => {
  it('is told once in its time, each thing for itself', () => {
    const told = new ToldOnce(1000);
    assert.ok(told.take('a', 0));
    assert.ok(told.take('b', 1));
    assert.ok(!told.take('a', 999));
    assert.ok(told.take('a', 1000));
  });

  it('is told anew once a thousand others were', () => {
    const told = new ToldOnce(1000);
    assert.ok(told.take('first', 0));
    for (let i = 0; i < 1000; i++) told.take(`other ${i}`, 1);
    assert.ok(told.take('first', 2));
  });
});
