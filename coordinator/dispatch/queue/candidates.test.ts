import assert from 'node:assert/strict';
import { queued } from '../testing/queued.ts';
import { settled, TestDispatch } from '../testing/test-dispatch.ts';

describe('a replica that already ran a step of the execution', () => {
  let dispatch: TestDispatch;
  beforeEach(() => {
    dispatch = new TestDispatch();
  });

  it('receives further operations for its runner even if another replica is less busy', async () => {
    const id = dispatch.runner('db');
    const [used] = [dispatch.connect(id, 'db-1'), dispatch.connect(id, 'db-2')];
    const target = { kind: 'runners' as const, runners: [id] };
    const affinity = [used.presence.replicaId];
    for (const n of [1, 2, 3]) dispatch.operations.dispatch(queued(n, { target, affinity }));
    await settled();
    assert.deepEqual(used.assigned, ['1-1', '2-1', '3-1']);
  });

  it('is not preferred to a replica of another eligible runner that has fewer operations', async () => {
    const ids = [dispatch.runner('db'), dispatch.runner('too')];
    const [used, other] = ids.map((id) => dispatch.connect(id, `${id}-1`));
    assert.ok(used !== undefined && other !== undefined);
    const target = { kind: 'runners' as const, runners: ids };
    const affinity = [used.presence.replicaId];
    for (const n of [1, 2, 3, 4]) dispatch.operations.dispatch(queued(n, { target, affinity }));
    await settled();
    assert.deepEqual([used.assigned.length, other.assigned.length], [2, 2]);
  });

  it('receives nothing while it is at capacity, so that another replica of its runner receives the operation', async () => {
    const id = dispatch.runner('db');
    const [used, other] = [dispatch.connect(id, 'db-1', 1), dispatch.connect(id, 'db-2')];
    const affinity = [used.presence.replicaId];
    for (const n of [1, 2]) dispatch.operations.dispatch(queued(n, { affinity }));
    await settled();
    assert.deepEqual([used.assigned, other.assigned], [['1-1'], ['2-1']]);
  });
});
