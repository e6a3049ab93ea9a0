import assert from 'node:assert/strict';
import { setImmediate as settled } from 'node:timers/promises';
import { JobId } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { JobListEntry } from '../../protocol/routes/shapes/job-shapes.ts';
import { EMPTY_MODEL, type Model } from '../model/model.ts';
import { aJob, anExecution } from '../model/model-fixtures.ts';
import { type UpcomingCalls, UpcomingRuns } from './upcoming-runs.ts';

const START = Date.UTC(2026, 0, 1);

function entry(id: string, next: number | undefined): JobListEntry {
  return JobListEntry.parse({
    id,
    name: id,
    group: null,
    project: 'demo',
    description: '',
    href: '',
    permalink: '',
    scheduled: true,
    scheduleEnabled: true,
    enabled: true,
    ...(next === undefined ? {} : { nextScheduledExecution: new Date(next).toISOString() }),
  });
}

const planned = (id: number, at = START + 7_200_000): Execution =>
  anExecution({ id, status: 'scheduled', 'date-started': { unixtime: at, date: '' } });

/** An instance with a coordinator and a clock that the test controls. */
function opened() {
  const at = { now: START, jobs: [entry('j1', START + 60_000)], planned: [planned(1)], reads: 0 };
  let due: { readonly time: number; readonly act: () => void } | undefined;
  const failures: unknown[] = [];
  const client: UpcomingCalls = {
    listScheduledJobs: async () => {
      at.reads += 1;
      return at.jobs;
    },
    listExecutions: async ({ query } = {}) => {
      assert.equal(query?.status, 'scheduled');
      const before = Number(query.before ?? Number.POSITIVE_INFINITY);
      const executions = at.planned.filter(({ id }) => id < before).slice(0, Number(query.max));
      return { paging: { count: 0, total: 0, offset: 0, max: 100 }, executions };
    },
  };
  const runs = new UpcomingRuns({
    client: () => client,
    onChanged: () => undefined,
    onFailed: (error) => failures.push(error),
    timers: {
      now: () => at.now,
      after: (delay, act) => {
        const timer = { time: at.now + delay, act };
        due = timer;
        return () => {
          if (due === timer) due = undefined;
        };
      },
    },
  });
  /** Lets time pass, and runs the timers that become due. Returns the number of reads. */
  const pass = async (ms: number): Promise<number> => {
    const end = at.now + ms;
    const before = at.reads;
    while (due !== undefined && due.time <= end) {
      const { time, act } = due;
      due = undefined;
      at.now = time;
      act();
      await settled();
    }
    at.now = end;
    return at.reads - before;
  };
  return { at, client, runs, pass, failures };
}

const modelWith = (more: Partial<Model>): Model => ({ ...EMPTY_MODEL, ...more });

describe('UpcomingRuns', () => {
  it('reads nothing until the view is visible, and nothing while it is hidden', async () => {
    const { runs, pass } = opened();
    runs.follow(modelWith({ jobs: [aJob()] }));
    assert.equal(await pass(600_000), 0);
    runs.setVisible(true);
    assert.equal(await pass(0), 1);
    assert.equal(runs.known.nextRuns.get(JobId.parse('j1')), START + 60_000);
    assert.deepEqual(
      runs.known.planned.map(({ id }) => id),
      [1],
    );
    runs.setVisible(false);
    runs.follow(modelWith({ jobs: [] }));
    assert.equal(await pass(3_600_000), 0);
  });

  it('reads as soon as it is visible again, if a run became due while it was hidden', async () => {
    const { runs, pass } = opened();
    runs.setVisible(true);
    await pass(0);
    runs.setVisible(false);
    assert.equal(await pass(600_000), 0);
    runs.setVisible(true);
    assert.equal(await pass(1000), 1);
  });

  it('reads once after a burst of changed jobs', async () => {
    const { runs, pass } = opened();
    runs.setVisible(true);
    await pass(10_000);
    for (let count = 0; count < 5; count += 1) runs.follow(modelWith({ jobs: [aJob()] }));
    assert.equal(await pass(10_000), 1);
  });

  it('reads again when the next run is due, but at most every five seconds', async () => {
    const { at, runs, pass } = opened();
    runs.setVisible(true);
    await pass(0);
    assert.equal(await pass(60_000), 0);
    at.jobs = [entry('j1', START + 120_000)];
    assert.equal(await pass(1000), 1);
    at.jobs = [entry('j1', START)];
    await pass(60_000);
    assert.equal(await pass(50_000), 10);
  });

  it('makes no further requests if nothing is scheduled', async () => {
    const { at, runs, pass } = opened();
    at.jobs = [entry('j1', undefined)];
    at.planned = [];
    runs.setVisible(true);
    assert.equal(await pass(0), 1);
    assert.equal(await pass(86_400_000), 0);
    assert.equal(runs.known.nextRuns.size, 0);
  });

  it('applies events of planned executions at once', async () => {
    const { runs, pass } = opened();
    runs.setVisible(true);
    await pass(0);
    runs.follow(modelWith({ executions: [planned(2)] }));
    assert.deepEqual(runs.known.planned.map(({ id }) => id).toSorted(), [1, 2]);
    const { known } = runs;
    runs.follow(modelWith({ executions: [...runs.known.planned.filter(({ id }) => id === 2)] }));
    assert.equal(runs.known, known);
    runs.follow(modelWith({ executions: [anExecution({ id: 1, status: 'running' })] }));
    assert.deepEqual(
      runs.known.planned.map(({ id }) => id),
      [2],
    );
  });

  it('reads all pages of planned executions, up to 1,000', async () => {
    const { at, runs, pass } = opened();
    at.planned = Array.from({ length: 250 }, (_, index) => planned(250 - index));
    runs.setVisible(true);
    await pass(0);
    assert.equal(runs.known.planned.length, 250);
    at.planned = Array.from({ length: 1500 }, (_, index) => planned(1500 - index));
    runs.refresh();
    await pass(10_000);
    assert.equal(runs.known.planned.length, 1000);
  });

  it('drops the answer of the previous coordinator, and reads from the next one', async () => {
    const { at, client, runs, pass } = opened();
    const answer = Promise.withResolvers<JobListEntry[]>();
    const { listScheduledJobs } = client;
    Object.assign(client, { listScheduledJobs: () => answer.promise });
    runs.setVisible(true);
    await pass(0);
    runs.restart();
    Object.assign(client, { listScheduledJobs });
    at.jobs = [entry('j2', START + 60_000)];
    answer.resolve([entry('j1', START)]);
    await settled();
    assert.equal(runs.known.isRead, false);
    assert.equal(await pass(10_000), 1);
    assert.deepEqual([...runs.known.nextRuns.keys()], ['j2']);
  });

  it('tries again after a failure', async () => {
    const { client, runs, pass, failures } = opened();
    const { listScheduledJobs } = client;
    Object.assign(client, { listScheduledJobs: () => Promise.reject(new Error('unreachable')) });
    runs.setVisible(true);
    await pass(0);
    assert.equal(failures.length, 1);
    Object.assign(client, { listScheduledJobs });
    assert.equal(await pass(5000), 1);
    assert.ok(runs.known.isRead);
  });
});
