import assert from 'node:assert/strict';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { executionText } from '../model/display-text.ts';
import { anExecution } from '../model/model-fixtures.ts';
import { timeOfDay } from '../model/time-of-day.ts';
import { activityText } from './activity-text.ts';
import { executionsTree } from './executions-tree.ts';

const until = Date.parse('2026-05-04T22:41:03Z');
const message = 'no replica of runner east is connected';
const waiting = anExecution({ id: 7, reason: { code: 'waiting', message, until } });
const current = {
  operation: '9-1',
  runner: 'r1',
  runnerName: 'edge',
  replica: '11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
};
const running = anExecution({ id: 8, current });
/** An execution with running steps and waiting steps. */
const partly = anExecution({
  id: 9,
  current,
  reason: { code: 'waiting', message: 'web2: all replicas are busy' },
});
const listOf = (executions: readonly Execution[]) => ({
  executions,
  filter: {},
  hasMore: false,
  isLoading: false,
});
const clock = timeOfDay(until);

describe('an execution that waits for a replica', () => {
  it('shows in its row, in this order, that it waits, until when and why', () => {
    const [row] = executionsTree(listOf([waiting]));
    assert.equal(row?.description, `Waiting until ${clock} · ${message} · ${timeOfDay(1000)} · #7`);
    assert.equal(row?.icon.id, 'clock');
    assert.match(row?.accessibleLabel ?? '', new RegExp(`Waiting until ${clock}: ${message}`));
    assert.match(row?.tooltip ?? '', /The execution fails at that time if no replica has taken its step/);
  });

  it('shows no time if its wait has no limit', () => {
    const held = anExecution({ reason: { code: 'waiting', message: 'the coordinator was restored' } });
    const [row] = executionsTree(listOf([held]));
    assert.match(row?.description ?? '', /^Waiting · the coordinator was restored · /);
  });

  it('is running as long as one of its steps is running', () => {
    assert.equal(executionText(partly), 'running: web2: all replicas are busy');
    const [row] = executionsTree(listOf([partly]));
    assert.match(row?.description ?? '', / · running · web2: all replicas are busy · edge · #9$/);
    assert.equal(row?.icon.id, 'sync~spin');
  });

  it('is counted and explained in the status bar', () => {
    assert.deepEqual(activityText([waiting, running, partly]), {
      short: '1 waiting, 2 running',
      full: `1 execution waiting, 2 executions running\n#7 backup: Waiting until ${clock}: ${message}`,
    });
    assert.deepEqual(activityText([running]), { short: '1 running', full: '1 execution running' });
    assert.deepEqual(activityText([]), { short: '', full: 'no execution running' });
    assert.deepEqual(activityText([running], { failed: 2, undelivered: 1, down: ['edge'] }), {
      short: '1 runner Down, 2 failed, 1 undelivered, 1 running',
      full: '1 runner Down, 2 executions failed, 1 execution with undelivered notifications, 1 execution running\nDown: edge',
    });
    const many = Array.from({ length: 8 }, (_, id) => ({ ...waiting, id }) as typeof waiting);
    assert.match(activityText(many).full, /\nand 3 more$/);
  });
});
