import assert from 'node:assert/strict';
import { JobId } from '../../../protocol/ids.ts';
import { anExecution } from '../../model/model-fixtures.ts';
import { timeOfDay } from '../../model/time-of-day.ts';
import { lastRunOf, lastRunText } from './last-run.ts';

const at = (unixtime: number) => ({ unixtime, date: new Date(unixtime).toISOString() });
const runOf = (id: number, job: string, more: Parameters<typeof anExecution>[0] = {}) =>
  anExecution({
    id,
    job: {
      id: job,
      name: job,
      group: '',
      project: 'demo',
      href: '',
      permalink: '',
      description: '',
      options: {},
    },
    ...more,
  });

describe('lastRunOf', () => {
  it('returns the newest execution of the job that has started', () => {
    const executions = [runOf(4, 'a', { status: 'scheduled' }), runOf(3, 'b'), runOf(2, 'a'), runOf(1, 'a')];
    assert.equal(lastRunOf({ executions }, JobId.parse('a'))?.id, 2);
    assert.equal(lastRunOf({ executions }, JobId.parse('c')), undefined);
  });
});

describe('lastRunText', () => {
  it('shows when an ended execution ended, and since when others run', () => {
    const started = at(Date.now() - 120_000);
    const ended = at(Date.now() - 60_000);
    assert.equal(
      lastRunText(anExecution({ status: 'failed', 'date-started': started, 'date-ended': ended })),
      `failed at ${timeOfDay(ended.unixtime)}`,
    );
    assert.equal(
      lastRunText(anExecution({ status: 'running', 'date-started': started })),
      `running since ${timeOfDay(started.unixtime)}`,
    );
  });
});
