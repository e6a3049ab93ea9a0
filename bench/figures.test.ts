import assert from 'node:assert/strict';
import { percentile, reaches } from './figures.ts';

describe('the evaluation of figures', () => {
  it('computes percentiles by the nearest-rank method', () => {
    const samples = [5, 1, 4, 2, 3];
    assert.deepEqual(
      [0, 50, 80, 99, 100].map((percent) => percentile(samples, percent)),
      [1, 3, 4, 5, 5],
    );
  });

  it('does not report a goal without samples as reached', () => {
    const goal = { figure: 'x', percentile: 50, relation: 'at most', value: 10 } as const;
    assert.equal(reaches(goal, []).reached, false);
    assert.equal(reaches(goal, [{ name: 'x', unit: 'ms', samples: [11] }]).reached, false);
    assert.equal(reaches(goal, [{ name: 'x', unit: 'ms', samples: [10] }]).reached, true);
  });
});
