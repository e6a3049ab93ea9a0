import assert from 'node:assert/strict';
import { PacedRefresh } from './paced-refresh.ts';

/** A refresh that takes `cost` ms, on a clock that the test controls. */
function opened(cost = 0) {
  let time = 0;
  let due: { readonly at: number; readonly act: () => void } | undefined;
  const refreshes: number[] = [];
  const paced = new PacedRefresh(
    () => {
      refreshes.push(time);
      time += cost;
    },
    {
      now: () => time,
      after: (delay, act) => {
        due = { at: time + delay, act };
        return () => {
          due = undefined;
        };
      },
    },
  );
  const pass = (ms: number) => {
    const end = time + ms;
    if (due !== undefined && due.at <= end) {
      const { at, act } = due;
      due = undefined;
      time = at;
      act();
    }
    time = Math.max(time, end);
  };
  return { paced, refreshes, pass };
}

describe('PacedRefresh', () => {
  it('refreshes at once while idle, and once more for all requests that arrive during a pause', () => {
    const { paced, refreshes, pass } = opened();
    for (let count = 0; count < 1000; count += 1) paced.request();
    assert.deepEqual(refreshes, [0]);
    pass(60);
    assert.deepEqual(refreshes, [0, 50]);
    pass(1000);
    assert.equal(refreshes.length, 2);
    paced.request();
    assert.equal(refreshes.length, 3);
  });

  it('pauses four times as long as a refresh took', () => {
    const { paced, refreshes, pass } = opened(100);
    paced.request();
    paced.request();
    pass(399);
    assert.equal(refreshes.length, 1);
    pass(1);
    assert.deepEqual(refreshes, [0, 500]);
  });

  it('refreshes at once on demand, in place of the pending refresh', () => {
    const { paced, refreshes, pass } = opened();
    paced.request();
    paced.request();
    paced.now();
    assert.equal(refreshes.length, 2);
    pass(1000);
    assert.equal(refreshes.length, 2);
  });

  it('does not refresh after it was disposed of', () => {
    const { paced, refreshes, pass } = opened();
    paced.request();
    paced.request();
    paced.dispose();
    pass(1000);
    assert.equal(refreshes.length, 1);
  });
});
