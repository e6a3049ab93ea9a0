import assert from 'node:assert/strict';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { NO_FILTER } from '../arrangement/execution-filter.ts';
import { anExecution } from '../model/model-fixtures.ts';
import { timeOfDay } from '../model/time-of-day.ts';
import { executionsTree } from './executions-tree.ts';
import { expectedDuration, expectedEndText } from './expected-duration.ts';

const run = (id: number, took: number, more: object = {}) =>
  ({
    id,
    status: 'succeeded',
    job: { id: 'deploy' },
    'date-started': { unixtime: 0 },
    'date-ended': { unixtime: took },
    ...more,
  }) as unknown as Execution;

describe('expectedDuration', () => {
  it('is the average of the ten latest successful runs of the job', () => {
    const runs = [
      ...Array.from({ length: 12 }, (_, index) => run(index + 1, index < 2 ? 1_000_000 : 2000)),
      run(20, 9000, { status: 'failed' }),
      run(21, 9000, { job: { id: 'other' } }),
    ];
    assert.deepEqual(expectedDuration(run(30, 0), runs), { average: 2000, runs: 10 });
  });

  it('is unknown without an earlier successful run, and for ad-hoc commands', () => {
    assert.equal(expectedDuration(run(1, 0), [run(2, 1000)]), undefined);
    assert.equal(expectedDuration(run(3, 0, { job: undefined }), [run(2, 1000)]), undefined);
  });
});

describe('expectedEndText', () => {
  const expected = { average: 60_000, runs: 3 };

  it('shows the remaining time and the expected end', () => {
    assert.equal(
      expectedEndText(0, expected, 20_000),
      `About 40 s left, until ${timeOfDay(60_000)} (1 min on average in 3 earlier runs)`,
    );
  });

  it('shows how much longer an execution runs than expected', () => {
    assert.equal(
      expectedEndText(0, expected, 90_000),
      '30 s longer than expected (1 min on average in 3 earlier runs)',
    );
  });
});

describe('the row of a running execution', () => {
  it('shows how long earlier runs of its job took', () => {
    const job = {
      id: 'deploy',
      name: 'deploy',
      group: '',
      project: 'demo',
      description: '',
      options: {},
      href: '',
      permalink: '',
    };
    const ended = { status: 'succeeded' as const, 'date-ended': { unixtime: 91_000, date: '' } };
    const executions = [anExecution({ id: 2, job }), anExecution({ id: 1, job, ...ended })];
    const [running, before] = executionsTree({
      executions,
      filter: NO_FILTER,
      hasMore: false,
      isLoading: false,
    });
    assert.match(running?.description ?? '', /running · usually 1 min 30 s/);
    assert.doesNotMatch(before?.description ?? '', /usually/);
  });
});
