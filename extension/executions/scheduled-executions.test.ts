import assert from 'node:assert/strict';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { anExecution } from '../model/model-fixtures.ts';
import { timeOfDay } from '../model/time-of-day.ts';
import { activityText } from './activity-text.ts';
import { executionsTree } from './executions-tree.ts';
import { executionHeader } from './panel/execution-header.ts';

const START = Date.parse('2026-05-04T22:41:03Z');
const clock = timeOfDay(START);
const running = anExecution({ id: 8 });
const listOf = (executions: readonly Execution[]) => ({
  executions,
  filter: {},
  hasMore: false,
  isLoading: false,
});

describe('an execution that is planned for a later time', () => {
  const at = { unixtime: START, date: '2026-05-04T22:41:03Z' };
  const reason = { code: 'planned', message: 'planned for 2026-05-04T22:41:03.000Z' };
  const planned = anExecution({ id: 5, status: 'scheduled', 'date-started': at, reason });

  it('shows when it starts in its row, and can be stopped', () => {
    const [row] = executionsTree(listOf([planned]));
    assert.equal(row?.description, `Scheduled for ${clock} · #5`);
    assert.equal(row?.icon.id, 'calendar');
    assert.deepEqual(row?.kinds, ['execution', 'running']);
    assert.match(row?.tooltip ?? '', /scheduled for 2026-05-04T22:41:03Z by admin/);
  });

  it('shows why it has not started after its time', () => {
    const late = 'planned for 2026-05-04T22:41:03.000Z, and waits: the job is already running';
    const [row] = executionsTree(listOf([{ ...planned, reason: { code: 'waiting', message: late } }]));
    assert.equal(row?.description, `Scheduled for ${clock} · ${late} · #5`);
  });

  it('is counted neither as running nor as waiting', () => {
    assert.deepEqual(activityText([planned, running]), {
      short: '1 running',
      full: '1 execution running, 1 execution scheduled',
    });
    assert.deepEqual(activityText([planned]), { short: '', full: '1 execution scheduled' });
  });

  it('shows its start and no duration above the grid of its panel', () => {
    const header = executionHeader(planned, { done: 0, total: 1, failed: 0 }, undefined, START - 1000);
    assert.deepEqual([header.status, header.state, header.why], [`Scheduled for ${clock}`, 'waiting', '']);
    assert.match(header.origin, /^Scheduled by admin, /);
  });
});
