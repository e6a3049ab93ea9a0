import assert from 'node:assert/strict';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { jobHistory } from './job-history.ts';

const run = (
  id: number,
  status: Execution['status'],
  took: number | undefined,
  argstring: string | null = null,
) =>
  ({
    id,
    status,
    user: 'ann',
    argstring,
    'date-started': { unixtime: 1000 },
    ...(took === undefined ? {} : { 'date-ended': { unixtime: 1000 + took } }),
  }) as unknown as Execution;

describe('jobHistory', () => {
  it('returns the success rate without aborted runs, and the average duration of successful runs', () => {
    const runs = [
      run(1, 'succeeded', 1000),
      run(2, 'failed', 500),
      run(3, 'succeeded', 3000),
      run(4, 'aborted', 60_000),
      run(5, 'running', undefined),
    ];
    assert.equal(jobHistory(runs, 2000).summary, 'Success rate 66 % (latest 3 runs), 2 s on average');
    const open = [run(4, 'aborted', 60_000), run(5, 'running', undefined)];
    assert.equal(jobHistory(open, 2000).summary, 'No run has succeeded or failed yet');
    assert.equal(jobHistory([], 2000).summary, '');
  });

  it('lists the newest run first, with its user, options and share of the longest duration', () => {
    const { runs } = jobHistory([run(1, 'failed', 4000, '-stage live'), run(2, 'running', undefined)], 2000);
    assert.deepEqual(
      runs.map(({ execution, state, duration, share, user, options, isRepeatable }) => [
        execution,
        state,
        duration,
        share,
        user,
        options,
        isRepeatable,
      ]),
      [
        [2, 'running', '1 s', 0.25, 'ann', '', false],
        [1, 'failed', '4 s', 1, 'ann', '-stage live', true],
      ],
    );
  });
});
