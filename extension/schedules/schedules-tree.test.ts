import assert from 'node:assert/strict';
import { JobId } from '../../protocol/ids.ts';
import { aJob, anExecution } from '../model/model-fixtures.ts';
import { timeOfDay } from '../model/time-of-day.ts';
import { ALL_ROWS } from '../view-state/shown-rows.ts';
import { schedulesTree } from './schedules-tree.ts';
import { NOTHING_UPCOMING, type UpcomingRunsKnown } from './upcoming-runs.ts';

const NOW = Date.UTC(2026, 0, 1);
const at = (minutes: number) => NOW + minutes * 60_000;
const job = (id: string, more: Parameters<typeof aJob>[0] = {}) =>
  aJob({ id, name: id, scheduled: true, ...more });
const model = {
  jobs: [
    job('daily'),
    job('hourly', { group: 'nightly' }),
    aJob({ id: 'manual' }),
    job('paused', { scheduleEnabled: false }),
    job('off', { executionEnabled: false }),
    job('over'),
  ],
  isActive: true,
};
const known: UpcomingRunsKnown = {
  isRead: true,
  nextRuns: new Map([
    [JobId.parse('daily'), at(90)],
    [JobId.parse('hourly'), at(4)],
    [JobId.parse('paused'), at(1)],
  ]),
  planned: [anExecution({ id: 7, status: 'scheduled', 'date-started': { unixtime: at(30), date: '' } })],
};
const drawn = (...parameters: Parameters<typeof schedulesTree>) =>
  schedulesTree(...parameters).map(({ label, description }) => `${label} | ${description}`);

describe('schedulesTree', () => {
  it('orders jobs and planned executions by their next run, and ends with schedules that do not run', () => {
    assert.deepEqual(drawn(model, known, NOW), [
      `nightly/hourly | in 4 min · ${timeOfDay(at(4))} · demo · db`,
      `backup | in 30 min · ${timeOfDay(at(30))} · demo · #7`,
      `daily | in 1 h 30 min · ${timeOfDay(at(90))} · demo · db`,
      'paused | schedule disabled · demo · db',
      'off | job disabled · demo · db',
      'over | no further run · demo · db',
    ]);
  });

  it('shows that a run is near or due', () => {
    const near = { ...known, nextRuns: new Map([[JobId.parse('daily'), NOW + 59_000]]), planned: [] };
    assert.match(drawn({ ...model, jobs: [job('daily')] }, near, NOW).join(), /\| in less than a minute · /);
    assert.match(drawn({ ...model, jobs: [job('daily')] }, near, at(1)).join(), /\| due · /);
  });

  it('shows why no next run is known', () => {
    const jobs = [job('over')];
    assert.deepEqual(drawn({ jobs, isActive: true }, NOTHING_UPCOMING, NOW), [
      'over | reading the next run… · demo · db',
    ]);
    assert.deepEqual(drawn({ jobs, isActive: false }, NOTHING_UPCOMING, NOW), [
      'over | coordinator is passive · demo · db',
    ]);
  });

  it('opens the job of a schedule and the panel of a planned execution, and offers the commands of each', () => {
    const [hourly, planned] = schedulesTree(model, known, NOW);
    assert.equal(hourly?.command, 'outrunner.openJob');
    assert.deepEqual(hourly.kinds, ['job', 'executionOn', 'scheduleOn']);
    assert.equal(planned?.command, 'outrunner.openExecutionPanel');
    assert.deepEqual(planned.kinds, ['execution', 'running']);
  });

  it('shows the first page of a long list', () => {
    const shown = { ...ALL_ROWS, limitOf: () => 2 };
    assert.deepEqual(
      schedulesTree(model, known, NOW, shown).map(({ label }) => label),
      ['nightly/hourly', 'backup', 'Show More'],
    );
  });
});
