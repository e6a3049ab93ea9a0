import assert from 'node:assert/strict';
import { ToldOnce } from './told-once.ts';

describe('limiting repeated reports', () => {
  it('reports each event once per interval', () => {
    const told = new ToldOnce(1000);
    assert.ok(told.take('a', 0));
    assert.ok(told.take('b', 1));
    assert.ok(!told.take('a', 999));
    assert.ok(told.take('a', 1000));
  });

  it('reports an event again after a thousand others', () => {
    const told = new ToldOnce(1000);
    assert.ok(told.take('first', 0));
    for (let i = 0; i < 1000; i++) told.take(`other ${i}`, 1);
    assert.ok(told.take('first', 2));
  });
});
