import assert from 'node:assert/strict';
import { EMPTY_MODEL, type Model } from '../model/model.ts';
import { aJob, anExecution, aRunner } from '../model/model-fixtures.ts';
import { StorageInMemory } from '../testing/storage-in-memory.ts';
import { type ProblemNotification, ProblemWatch } from './problem-watch.ts';
import { SeenProblems } from './seen-problems.ts';

const ended = (id: number, status: 'failed' | 'succeeded' | 'aborted') =>
  anExecution({
    id,
    status,
    reason: { code: 'x', message: 'exit code 3' },
    'date-ended': { unixtime: 1000 * id, date: '' },
  });
const modelOf = (more: Partial<Model>): Model => ({ ...EMPTY_MODEL, jobs: [aJob()], ...more });
const start = modelOf({ executions: [ended(1, 'failed')], runners: [aRunner()] });

function watching({ isVisible = false, isWanted = true, notified = 0 } = {}) {
  const told: ProblemNotification[] = [];
  const state = { isVisible, now: 0, saved: 0 };
  const seen = new SeenProblems(new StorageInMemory());
  seen.choose({ kind: 'embedded' });
  const watch = new ProblemWatch({
    seen: {
      get until() {
        return seen.until;
      },
      save: (until) => {
        state.saved = until;
        seen.save(until);
      },
    },
    isVisible: () => state.isVisible,
    isWanted: () => isWanted,
    isNotified: (id) => id === notified,
    notify: (notification) => told.push(notification),
    now: () => state.now,
  });
  watch.follow(start);
  return { watch, told, state, seen };
}

describe('ProblemWatch', () => {
  it('counts the executions that failed since the view was last visible', () => {
    const { watch, state } = watching();
    assert.equal(watch.problems.failed, 0);
    const executions = [ended(4, 'aborted'), ended(3, 'failed'), ended(2, 'failed'), ended(1, 'failed')];
    watch.follow({ ...start, executions });
    assert.equal(watch.problems.failed, 2);
    watch.seen();
    assert.equal(watch.problems.failed, 0);
    assert.equal(state.saved, 4000);
  });

  it('counts no failures while the view is visible', () => {
    const { watch } = watching({ isVisible: true });
    watch.follow({ ...start, executions: [ended(2, 'failed'), ended(1, 'failed')] });
    assert.equal(watch.problems.failed, 0);
  });

  it('notifies the user of an execution that fails, with its reason', () => {
    const { watch, told } = watching();
    watch.follow({ ...start, executions: [anExecution({ id: 2 }), ended(1, 'failed')] });
    assert.deepEqual(told, []);
    watch.follow({ ...start, executions: [ended(2, 'failed'), ended(1, 'failed')] });
    assert.deepEqual(told, [
      { message: 'Execution 2 of backup: failed, exit code 3.', about: { kind: 'execution', execution: 2 } },
    ]);
  });

  it('neither counts nor reports an imported execution that failed elsewhere', () => {
    const { watch, told } = watching();
    const imported = { ...ended(2, 'failed'), imported: true } as const;
    watch.follow({ ...start, executions: [imported, ended(1, 'failed')] });
    assert.equal(watch.problems.failed, 0);
    assert.deepEqual(told, []);
  });

  it('notifies the user of a runner that goes Down, and lists the runner until it is up again', () => {
    const { watch, told } = watching();
    const down = aRunner({ health: 'Down' });
    watch.follow({ ...start, runners: [down] });
    assert.deepEqual(told, [{ message: 'Runner edge is Down.', about: { kind: 'runner', runnerId: 'r1' } }]);
    assert.deepEqual(watch.problems.down, ['edge']);
    watch.follow({ ...start, runners: [aRunner()] });
    assert.deepEqual(watch.problems.down, []);
  });

  it('compares no unchanged runner of a fleet when one of them changes', () => {
    const { watch } = watching();
    let reads = 0;
    const fleet = Array.from({ length: 5000 }, (_, index) =>
      Object.defineProperty(aRunner({ id: `r${index}` }), 'id', {
        get: () => {
          reads += 1;
          return `r${index}`;
        },
      }),
    );
    watch.follow({ ...start, runners: fleet });
    reads = 0;
    watch.follow({ ...start, runners: fleet.with(4999, aRunner({ id: 'r4999', paused: true })) });
    assert.equal(reads, 0);
  });

  it('counts executions with undelivered notifications until the view is visible', () => {
    const { watch, state } = watching();
    const undelivered = { ...ended(1, 'failed'), failedDeliveries: { count: 2, lastAt: 8000 } };
    watch.follow({ ...start, executions: [undelivered] });
    assert.equal(watch.problems.undelivered, 1);
    assert.equal(watch.problems.failed, 0);
    watch.seen();
    assert.equal(watch.problems.undelivered, 0);
    assert.equal(state.saved, 8000);
  });

  it('notifies the user of notifications that could not be delivered, once for each', () => {
    const { watch, told, state } = watching();
    const withFailed = (count: number): Model => ({
      ...start,
      executions: [{ ...ended(1, 'failed'), failedDeliveries: { count, lastAt: 8000 } }],
    });
    watch.follow(withFailed(1));
    state.now = 60_000;
    watch.follow(withFailed(1));
    watch.follow({ ...withFailed(1), runners: [] });
    watch.follow(withFailed(3));
    assert.deepEqual(told, [
      {
        message: '1 notification of execution 1 of backup was not delivered.',
        about: { kind: 'deliveries', execution: 1 },
      },
      {
        message: '2 notifications of execution 1 of backup were not delivered.',
        about: { kind: 'deliveries', execution: 1 },
      },
    ]);
  });

  it('notifies the user at most once a minute, with the number of problems', () => {
    const { watch, told, state } = watching();
    const executions = [ended(3, 'failed'), ended(2, 'failed'), ended(1, 'failed')];
    watch.follow({ ...start, executions });
    assert.match(told[0]?.message ?? '', /^Execution 3 .*1 more problem: see the Outrunner views\.$/);
    state.now = 59_999;
    watch.follow({ ...start, executions, runners: [aRunner({ health: 'Down' })] });
    assert.equal(told.length, 1);
    state.now = 60_000;
    watch.follow({ ...start, executions: [ended(4, 'failed'), ...executions] });
    assert.equal(told.length, 2);
  });

  it('sends no notification if the user disabled them or the window already sends one', () => {
    for (const { watch, told } of [watching({ isWanted: false }), watching({ notified: 2 })]) {
      watch.follow({ ...start, executions: [ended(2, 'failed'), ended(1, 'failed')] });
      assert.deepEqual(told, []);
    }
  });

  it('counts the new failures of each coordinator independently of other coordinators', () => {
    const { watch, seen } = watching();
    watch.restart();
    seen.choose({ kind: 'remote', url: 'https://outrunner.example' });
    watch.seen();
    watch.follow({ ...start, executions: [ended(9, 'failed')] });
    assert.equal(watch.problems.failed, 0);
    watch.follow({ ...start, executions: [ended(10, 'failed'), ended(9, 'failed')] });
    assert.equal(watch.problems.failed, 1);
    seen.choose({ kind: 'embedded' });
    watch.restart();
    watch.follow({ ...start, executions: [ended(2, 'failed'), ended(1, 'failed')] });
    assert.equal(watch.problems.failed, 1);
  });

  it('does not compare the model with that of another coordinator', () => {
    const { watch, told } = watching();
    watch.restart();
    watch.follow({ ...start, executions: [ended(9, 'failed')], runners: [aRunner({ health: 'Down' })] });
    assert.deepEqual(told, []);
    assert.deepEqual(watch.problems.down, []);
  });
});
