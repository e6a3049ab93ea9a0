import assert from 'node:assert/strict';
import { JobId } from '../../../protocol/ids.ts';
import { type RememberedRun, RememberedRuns } from './remembered-runs.ts';

const A = 'embedded';
const B = 'https://b';
const job = (number: number) => JobId.parse(`job-${number}`);
const run = (stage: string): RememberedRun => ({
  values: { stage },
  filter: '',
  runners: 'job',
  runnerFilter: '',
  logLevel: '',
});

function storage(first?: unknown) {
  let stored = first;
  return {
    get: () => stored,
    update: async (_key: string, value: unknown) => {
      stored = value;
    },
  };
}

describe('RememberedRuns', () => {
  it('returns the last run of each job, even if another instance stored it', async () => {
    const shared = storage();
    const runs = new RememberedRuns(shared);
    await runs.remember(A, job(1), run('test'));
    await runs.remember(A, job(2), run('dev'));
    await runs.remember(A, job(1), run('live'));
    const again = new RememberedRuns(shared);
    assert.deepEqual(
      [again.of(A, job(1)), again.of(A, job(2)), again.of(A, job(3))],
      [run('live'), run('dev'), undefined],
    );
  });

  it('keeps the values of a job separately for each coordinator that has it', async () => {
    const runs = new RememberedRuns(storage());
    await runs.remember(A, job(1), run('test'));
    assert.equal(runs.of(B, job(1)), undefined);
    await runs.remember(B, job(1), run('live'));
    assert.deepEqual([runs.of(A, job(1)), runs.of(B, job(1))], [run('test'), run('live')]);
  });

  it('keeps nothing without a coordinator', async () => {
    const runs = new RememberedRuns(storage());
    await runs.remember(undefined, job(1), run('test'));
    assert.equal(runs.of(undefined, job(1)), undefined);
  });

  it('keeps the 50 jobs that ran last', async () => {
    const runs = new RememberedRuns(storage());
    for (let number = 1; number <= 51; number += 1) await runs.remember(A, job(number), run('test'));
    assert.equal(runs.of(A, job(1)), undefined);
    assert.deepEqual([runs.of(A, job(2)), runs.of(A, job(51))], [run('test'), run('test')]);
  });

  it('does not store values of more than 16,384 characters', async () => {
    const runs = new RememberedRuns(storage());
    await runs.remember(A, job(1), run('test'));
    await runs.remember(A, job(1), run('x'.repeat(16_384)));
    assert.deepEqual(runs.of(A, job(1)), run('test'));
  });

  it('ignores stored values that it cannot read', () => {
    assert.equal(
      new RememberedRuns(storage([{ coordinator: A, job: 'job-1', run: 7 }])).of(A, job(1)),
      undefined,
    );
  });
});
