import assert from 'node:assert/strict';
import { EMPTY_MODEL } from '../model/model.ts';
import { anExecution, aReplica, aRunner } from '../model/model-fixtures.ts';
import { timeOfDay } from '../model/time-of-day.ts';
import { runnersTree } from './runners-tree.ts';

describe('the rows of runners', () => {
  it('show the running executions and the version of a runner, and when a runner that is Down was last seen', () => {
    const replicas = [aReplica({ lastSeenAt: 61_000 })];
    const runners = [
      aRunner({ id: 'r1', name: 'edge', replicas }),
      aRunner({
        id: 'r2',
        name: 'far',
        health: 'Down',
        replicas: [aReplica({ lastSeenAt: 61_000, running: 0 })],
      }),
    ];
    const replica = '11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
    const current = { operation: '9-1', runner: 'r1', runnerName: 'edge', replica };
    const executions = [
      anExecution({ id: 9, current }),
      anExecution({ id: 8, status: 'succeeded', current }),
    ];
    assert.deepEqual(
      runnersTree({ ...EMPTY_MODEL, runners, executions }, 0).map(({ description }) => description),
      ['Healthy · 1 running: backup · db · v0.1.0', `Down, last seen ${timeOfDay(61_000)} · db · v0.1.0`],
    );
  });
});
