import assert from 'node:assert/strict';
import { PlannedComparisons } from './planned-comparisons.ts';

/** Comparisons whose ends and timers the test controls. */
function planned() {
  const compared: boolean[] = [];
  const delays: number[] = [];
  let due: (() => void) | undefined;
  let end: (isDone: boolean) => void = () => undefined;
  const comparisons = new PlannedComparisons({
    compare: (isStale) => {
      compared.push(isStale);
      return new Promise((resolve) => {
        end = resolve;
      });
    },
    after: (delay, act) => {
      delays.push(delay);
      due = act;
      return () => {
        due = undefined;
      };
    },
    random: () => 0,
  });
  /** Lets the planned timer act; fails if there is none. */
  const act = () => {
    assert.ok(due, 'a comparison is planned');
    const planned = due;
    due = undefined;
    planned();
  };
  const ended = async (isDone: boolean) => {
    end(isDone);
    await new Promise(setImmediate);
  };
  return { comparisons, compared, delays, act, ended, isPlanned: () => due !== undefined };
}

describe('planned comparisons of linked folders', () => {
  it('compare once for all changes within the delay', async () => {
    const { comparisons, compared, act, ended, isPlanned } = planned();
    comparisons.request('jobs');
    comparisons.request('files');
    comparisons.request('jobs');
    act();
    await ended(true);
    assert.deepEqual(compared, [true]);
    assert.equal(isPlanned(), false);
  });

  it('compare again after a change during a comparison, but not at the same time', async () => {
    const { comparisons, compared, act, ended, isPlanned } = planned();
    comparisons.request('jobs');
    act();
    comparisons.request('files');
    assert.equal(isPlanned(), false);
    await ended(true);
    act();
    await ended(true);
    assert.deepEqual(compared, [false, true]);
  });

  it('are repeated after a failure with growing waits, reading the files again', async () => {
    const { comparisons, compared, delays, act, ended } = planned();
    comparisons.request('jobs');
    for (let failure = 0; failure < 6; failure += 1) {
      act();
      await ended(false);
    }
    act();
    await ended(true);
    assert.deepEqual(compared, [false, true, true, true, true, true, true]);
    assert.deepEqual(delays, [500, 2000, 8000, 32_000, 128_000, 300_000, 300_000]);
    comparisons.request('jobs');
    act();
    await ended(false);
    assert.deepEqual(delays.slice(-2), [500, 2000]);
  });

  it('follow a change at once instead of waiting for the repetition of a failed one', async () => {
    const { comparisons, delays, act, ended } = planned();
    comparisons.request('jobs');
    act();
    await ended(false);
    comparisons.request('jobs');
    assert.deepEqual(delays, [500, 2000, 500]);
    act();
    await ended(true);
  });

  it('end when they are disposed, even while one is running', async () => {
    const { comparisons, act, ended, isPlanned } = planned();
    comparisons.request('jobs');
    act();
    comparisons.request('jobs');
    comparisons.dispose();
    await ended(false);
    assert.equal(isPlanned(), false);
  });
});
