import assert from 'node:assert/strict';
import { ProjectName } from '../../protocol/ids.ts';
import { EMPTY_MODEL, withChange } from './model.ts';
import { aReplica, aRunner } from './model-fixtures.ts';
import { withUpSince } from './up-since.ts';

describe('withUpSince', () => {
  const far = aRunner({ id: 'far', name: 'far', replicas: [aReplica({ id: 'b', uptime: null })] });
  const edge = (uptime: number | null) =>
    aRunner({ id: 'edge', replicas: [aReplica({ id: 'a', runnerId: 'edge', uptime })] });
  const told = (before: typeof EMPTY_MODEL, runner: typeof far, now: number) =>
    withUpSince(withChange(before, { type: 'runner-changed', runner }), before, now);

  it('computes the start time when the message arrives, and keeps it when other values change', () => {
    const first = told(EMPTY_MODEL, edge(400), 1000);
    assert.deepEqual(first.upSince, { a: 600 });
    const second = told(first, far, 5000);
    assert.deepEqual(second.upSince, { a: 600 }, 'the uptime of the other replica is unknown');
    const third = withChange(second, { type: 'project-deleted', project: ProjectName.parse('p') });
    assert.deepEqual(withUpSince(third, second, 9000).upSince, { a: 600 });
  });

  it('changes the start time after a restart, and removes it when the replica goes down', () => {
    const first = told(EMPTY_MODEL, edge(400), 1000);
    assert.deepEqual(told(first, edge(10), 5000).upSince, { a: 4990 });
    assert.deepEqual(told(first, edge(null), 5000).upSince, {});
  });
});
