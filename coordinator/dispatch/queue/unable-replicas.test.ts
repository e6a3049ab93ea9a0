import assert from 'node:assert/strict';
import { ReplicaId } from '../../../protocol/ids.ts';
import { operation, queued } from '../testing/queued.ts';
import { settled, TestDispatch } from '../testing/test-dispatch.ts';

const FULL = { code: 'no-space', message: 'No space left on the disk of /data. Free space there.' };

describe('dispatch with replicas that cannot start steps', () => {
  let dispatch: TestDispatch;

  beforeEach(() => {
    dispatch = new TestDispatch();
  });

  const health = (name: string) => dispatch.registry.replica(ReplicaId.parse(name))?.health;

  it('offers nothing to such a replica, and reports the replica as Unhealthy with the reason', async () => {
    const db = dispatch.runner('db');
    const unable = dispatch.connect(db, 'db-1');
    unable.poll({ unable: FULL });
    await dispatch.send(1);
    assert.deepEqual(unable.assigned, []);
    assert.equal(health('db-1'), 'Unhealthy');
    assert.deepEqual(dispatch.registry.replica(ReplicaId.parse('db-1'))?.unable, FULL);
    assert.equal(dispatch.why(1), `runner db cannot start steps: ${FULL.message}`);
    const able = dispatch.connect(db, 'db-2');
    await settled();
    assert.deepEqual(able.assigned, ['1-1']);
  });

  it('offers an unclaimed operation to another replica when its replica can no longer start steps', async () => {
    const db = dispatch.runner('db');
    const first = dispatch.connect(db, 'db-1', 1);
    await dispatch.send(1);
    assert.deepEqual(first.assigned, ['1-1']);
    const second = dispatch.connect(db, 'db-2', 1);
    first.poll({ unable: FULL });
    await settled();
    assert.deepEqual(second.assigned, ['1-1']);
  });

  it('offers waiting operations once the replica can start steps again', async () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
    replica.poll({ unable: FULL });
    await dispatch.send(1);
    replica.poll();
    await settled();
    assert.deepEqual(replica.assigned, ['1-1']);
    assert.equal(health('db-1'), 'Healthy');
    assert.deepEqual(dispatch.abilities, ['db-1 no-space', 'db-1 able']);
  });

  it('notifies of each reason once, however often the replica reports it', () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
    for (let count = 0; count < 3; count += 1) replica.poll({ unable: FULL });
    replica.poll({ unable: { ...FULL, code: 'read-only' } });
    assert.deepEqual(dispatch.abilities, ['db-1 no-space', 'db-1 read-only']);
  });

  it('offers a returned step to another replica at once, and to the same replica only after a delay', async () => {
    const db = dispatch.runner('db');
    const broken = dispatch.connect(db, 'db-1');
    const returnedBy = [ReplicaId.parse('db-1')];
    dispatch.operations.dispatch(queued(1, { returnedBy }));
    await settled();
    assert.deepEqual(broken.assigned, []);
    assert.equal(dispatch.why(1), 'it was given back as not started and will be offered again soon');
    await dispatch.send(2);
    assert.deepEqual(broken.assigned, ['2-1'], 'others of the lane do not wait behind it');
    dispatch.clock.advance(999);
    await settled();
    assert.deepEqual(broken.assigned, ['2-1']);
    dispatch.clock.advance(1);
    await settled();
    assert.deepEqual(broken.assigned, ['2-1', '1-1']);
    const sibling = dispatch.connect(db, 'db-2');
    dispatch.operations.dispatch(queued(3, { returnedBy }));
    await settled();
    assert.deepEqual(sibling.assigned, ['3-1']);
  });

  it('doubles the wait after each return of a step, up to a minute', async () => {
    const broken = dispatch.connect(dispatch.runner('db'), 'db-1');
    const waits = async (times: number, milliseconds: number): Promise<void> => {
      const returnedBy = Array.from({ length: times }, () => ReplicaId.parse('db-1'));
      dispatch.operations.dispatch(queued(times, { returnedBy }));
      dispatch.clock.advance(milliseconds - 1);
      await settled();
      assert.ok(!broken.assigned.includes(operation(times)), `${times} times`);
      dispatch.clock.advance(1);
      await settled();
      assert.ok(broken.assigned.includes(operation(times)), `${times} times`);
    };
    await waits(1, 1000);
    await waits(2, 2000);
    await waits(5, 16_000);
    await waits(7, 60_000);
    await waits(32, 60_000);
  });

  it('lists three runners and counts the others if no runner can start steps', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      dispatch.connect(dispatch.runner(name), `${name}-1`).poll({ unable: FULL });
    await dispatch.send(1);
    assert.equal(dispatch.why(1), `runners a, b, c, 2 more cannot start steps: ${FULL.message}`);
  });
});
