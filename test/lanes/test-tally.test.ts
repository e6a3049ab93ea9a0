import assert, { AssertionError } from 'node:assert/strict';
import { TestTally } from './test-tally.ts';

describe('the tally of a lane', () => {
  it('has a line for each failed test, with the lines that differ', () => {
    const tally = new TestTally();
    const differing = { actual: ['coordinator took 203 MiB'], expected: [], operator: 'deepStrictEqual' };
    const { stack: detail = '' } = new AssertionError(differing);
    tally.add({ kind: 'failed', depth: 1, title: 'loses nothing', path: 'a system › loses nothing', detail });
    tally.add({
      kind: 'failed',
      depth: 1,
      title: 'ends',
      path: 'a system › ends',
      detail: 'Error: late\n    at x',
    });
    tally.add({ kind: 'passed', depth: 1, title: 'starts', durationMs: 1 });
    assert.deepEqual(tally.counts(), {
      passed: 1,
      failed: 2,
      failures: [
        "a system › loses nothing: AssertionError [ERR_ASSERTION]: Expected values to be strictly deep-equal: + [ +   'coordinator took 203 MiB' + ] - []",
        'a system › ends: Error: late',
      ],
    });
  });
});
