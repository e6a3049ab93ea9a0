import assert from 'node:assert/strict';
import {
  eachSliced,
  filterSliced,
  inSlices,
  joinSliced,
  mapSliced,
  type Sliced,
  sortSliced,
  whole,
} from './sliced.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => (index * 7919) % 10_007);

function* busy(milliseconds: number): Sliced<string> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) yield;
  return 'done';
}

describe('inSlices', () => {
  it('lets timers fire while long work is in progress', async () => {
    let turns = 0;
    const turn = setInterval(() => (turns += 1), 1);
    assert.equal(await inSlices(busy(100)), 'done');
    clearInterval(turn);
    assert.ok(turns > 0);
  });

  it('finishes short work before the event loop runs again', async () => {
    let ran = false;
    const immediate = setImmediate(() => (ran = true));
    assert.equal(await inSlices(mapSliced([1, 2, 3], (number) => number * 2)).then(String), '2,4,6');
    assert.equal(ran, false);
    clearImmediate(immediate);
  });

  it('rejects with the error that the work throws', async () => {
    const failing = eachSliced([1], () => {
      throw new Error('no');
    });
    await assert.rejects(inSlices(failing), /no/);
  });
});

describe('sliced work on lists', () => {
  it('returns the same results as the array methods', () => {
    for (const count of [0, 1, 255, 256, 257, 2048, 2049, 10_000]) {
      const items = numbers(count);
      assert.deepEqual(whole(mapSliced(items, String)), items.map(String));
      assert.equal(whole(joinSliced(items, ', ', String)), items.join(', '));
      assert.deepEqual(
        whole(filterSliced(items, (item) => item % 3 === 0)),
        items.filter((item) => item % 3 === 0),
      );
      assert.deepEqual(
        whole(sortSliced(items, (a, b) => a - b)),
        items.toSorted((a, b) => a - b),
      );
    }
  });

  it('sorts stably', () => {
    const items = numbers(9000).map((number, index) => ({ rank: number % 5, index }));
    assert.deepEqual(
      whole(sortSliced(items, (a, b) => a.rank - b.rank)),
      items.toSorted((a, b) => a.rank - b.rank),
    );
  });

  it('pauses within long lists', () => {
    assert.equal(eachSliced(numbers(256), () => undefined).next().done, false);
    assert.equal(sortSliced(numbers(4096), (a, b) => a - b).next().done, false);
  });
});
