import assert from 'node:assert/strict';
import { LatestFew } from './latest-few.ts';

describe('the latest few values', () => {
  it('are computed once, until more recently used values replace them', async () => {
    const few = new LatestFew<string>(2);
    const made: string[] = [];
    const get = (key: string) =>
      few.get(key, async () => {
        made.push(key);
        return key.toUpperCase();
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) assert.equal(await get(key), key.toUpperCase());
    assert.deepEqual(made, ['a', 'b', 'c', 'b']);
  });

  it('are computed again after a failure', async () => {
    const few = new LatestFew<number>(2);
    await assert.rejects(few.get('a', () => Promise.reject(new Error('no'))));
    assert.equal(await few.get('a', async () => 1), 1);
  });

  it('are computed again once they are forgotten', async () => {
    const few = new LatestFew<number>(2);
    await few.get('a', async () => 1);
    few.forget('a');
    assert.equal(await few.get('a', async () => 2), 2);
  });
});
