import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProjectName, Tag } from '../../../protocol/ids.ts';
import { operation, queued } from '../testing/queued.ts';
import { settled, TestDispatch, type TestReplica } from '../testing/test-dispatch.ts';

describe('DispatchQueue', () => {
  let dispatch: TestDispatch;

  beforeEach(() => {
    dispatch = new TestDispatch();
  });

  it('offers an operation to a waiting replica at once', async () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
    await dispatch.send(1);
    assert.deepEqual(replica.assigned, ['1-1']);
  });

  it('offers an operation once even if it is dispatched twice', async () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
    dispatch.queue.dispatch(queued(1));
    dispatch.queue.dispatch(queued(1));
    await settled();
    assert.deepEqual(replica.assigned, ['1-1']);
  });

  it('offers an operation neither to a runner of another project nor to a runner without the required tag', async () => {
    const foreign = dispatch.runner('foreign', { assignedProjects: [ProjectName.parse('other')] });
    const untagged = dispatch.runner('untagged', { tags: [Tag.parse('web')] });
    const replicas = [dispatch.connect(foreign, 'f-1'), dispatch.connect(untagged, 'u-1')];
    await dispatch.send(1);
    for (const replica of replicas) assert.deepEqual(replica.assigned, []);
    assert.equal(dispatch.why(1), 'no runner matches any more');
  });

  it('offers a runner with one of two tags an operation that accepts either tag, but not an operation that requires both', async () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
    const tags = [Tag.parse('db'), Tag.parse('eu')];
    dispatch.operations.dispatch(queued(1, { target: { kind: 'tags', match: 'any', tags } }));
    dispatch.operations.dispatch(queued(2, { target: { kind: 'tags', match: 'all', tags } }));
    await settled();
    assert.deepEqual(replica.assigned, ['1-1']);
  });

  it('offers an operation for the Local Runner only to the Local Runner, which needs no assigned project', async () => {
    const created = dispatch.connect(dispatch.runner('db'), 'db-1');
    const local = dispatch.connect(
      dispatch.runner('local', { local: true, assignedProjects: [] }),
      'local-1',
    );
    dispatch.operations.dispatch(queued(1, { target: { kind: 'local' } }));
    await settled();
    assert.deepEqual(created.assigned, []);
    assert.deepEqual(local.assigned, ['1-1']);
  });

  it('chooses the replica with the fewest running operations', async () => {
    const id = dispatch.runner('db');
    const [first, second] = [dispatch.connect(id, 'db-1'), dispatch.connect(id, 'db-2')];
    await dispatch.send(1);
    const busy = first.assigned.length > 0 ? first : second;
    const idle = busy === first ? second : first;
    await busy.claim(operation(1));
    await dispatch.send(2);
    assert.deepEqual(idle.assigned, ['2-1']);
  });

  it('distributes simultaneous operations evenly among the replicas', async () => {
    const id = dispatch.runner('db');
    const [first, second] = [dispatch.connect(id, 'db-1'), dispatch.connect(id, 'db-2')];
    await dispatch.send(1, 2, 3, 4);
    assert.deepEqual([first.assigned.length, second.assigned.length], [2, 2]);
  });

  it('offers an operation to its preferred replica', async () => {
    const id = dispatch.runner('db');
    const [first, second] = [dispatch.connect(id, 'db-1'), dispatch.connect(id, 'db-2')];
    for (const preferred of [first, second, first]) {
      const n = first.assigned.length + second.assigned.length + 1;
      dispatch.operations.dispatch(queued(n, { preferred: preferred.presence.replicaId }));
      await settled();
      assert.ok(preferred.assigned.includes(operation(n)));
    }
  });

  it('ignores the preferred replica while it is draining', async () => {
    const id = dispatch.runner('db');
    const [first, second] = [dispatch.connect(id, 'db-1'), dispatch.connect(id, 'db-2')];
    dispatch.drain(first.presence.replicaId);
    dispatch.operations.dispatch(queued(1, { preferred: first.presence.replicaId }));
    await settled();
    assert.deepEqual(second.assigned, ['1-1']);
  });

  it('offers no operation of a project for which runners are switched off', async () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
    dispatch.closeProject(ProjectName.parse('ops'));
    await dispatch.send(1);
    assert.deepEqual(replica.assigned, []);
    assert.equal(dispatch.why(1), 'runners are switched off for project ops');
  });

  describe('an offer that is not claimed within 2 s', () => {
    it('is followed by an offer to another available replica, and the first claim wins', async () => {
      const id = dispatch.runner('db');
      const [first, second] = [dispatch.connect(id, 'db-1'), dispatch.connect(id, 'db-2')];
      await dispatch.send(1);
      const [slow, other] = first.assigned.length > 0 ? [first, second] : [second, first];
      dispatch.clock.advance(1999);
      await settled();
      assert.deepEqual(other.assigned, []);
      dispatch.clock.advance(1);
      await settled();
      assert.deepEqual(other.assigned, ['1-1']);
      assert.equal(await other.claim(operation(1)), 'granted');
      assert.equal(await slow.claim(operation(1)), 'taken');
    });

    it('remains valid if there is no other replica', async () => {
      const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
      await dispatch.send(1);
      dispatch.clock.advance(10_000);
      await settled();
      assert.deepEqual(replica.assigned, ['1-1']);
      assert.equal(await replica.claim(operation(1)), 'granted');
    });

    it('does not block later operations if its replica has capacity', async () => {
      const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
      await dispatch.send(1);
      dispatch.clock.advance(10_000);
      await settled();
      await dispatch.send(2);
      assert.deepEqual(replica.assigned, ['1-1', '2-1']);
    });

    it('is also sent to a replica that connects later', async () => {
      const id = dispatch.runner('db');
      dispatch.connect(id, 'db-1');
      await dispatch.send(1);
      dispatch.clock.advance(2000);
      const later = dispatch.connect(id, 'db-2');
      await settled();
      assert.deepEqual(later.assigned, ['1-1']);
    });
  });

  describe('capacity', () => {
    it('is used by offered and by running operations', async () => {
      const replica = dispatch.connect(dispatch.runner('db'), 'db-1', 2);
      await dispatch.send(1, 2, 3);
      assert.deepEqual(replica.assigned, ['1-1', '2-1']);
      await replica.claim(operation(1));
      await settled();
      assert.deepEqual(replica.assigned, ['1-1', '2-1']);
      await replica.end(operation(1));
      await settled();
      assert.deepEqual(replica.assigned, ['1-1', '2-1', '3-1']);
    });

    it('goes to the operation that has waited longest', async () => {
      const replica = dispatch.connect(dispatch.runner('db'), 'db-1', 1);
      await dispatch.send(1, 2, 3);
      for (const n of [1, 2, 3]) {
        await replica.claim(operation(n));
        await replica.end(operation(n));
      }
      await settled();
      assert.deepEqual(replica.assigned, ['1-1', '2-1', '3-1']);
    });

    it('goes to projects in turn, so that a long queue of one project does not block another', async () => {
      const assignedProjects = ['ops', 'web'].map((name) => ProjectName.parse(name));
      const replica = dispatch.connect(dispatch.runner('db', { assignedProjects }), 'db-1', 1);
      await dispatch.send(1, 2, 3, 4);
      dispatch.operations.dispatch(queued(9, { project: ProjectName.parse('web') }));
      await replica.claim(operation(1));
      await replica.end(operation(1));
      await settled();
      await replica.claim(operation(2));
      await replica.end(operation(2));
      await settled();
      assert.ok(replica.assigned.slice(0, 3).includes('9-1'), replica.assigned.join());
    });

    it('is released when an offered operation is withdrawn', async () => {
      const replica = dispatch.connect(dispatch.runner('db'), 'db-1', 1);
      await dispatch.send(1, 2);
      dispatch.queue.withdraw(operation(1));
      await settled();
      assert.deepEqual(replica.assigned, ['1-1', '2-1']);
    });
  });

  it('recalls an undelivered offer when its operation is withdrawn', async () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
    dispatch.queue.dispatch(queued(1));
    dispatch.queue.withdraw(operation(1));
    await settled();
    assert.deepEqual(replica.assigned, []);
  });

  it('offers an unclaimed operation to another replica at once when its replica signs off', async () => {
    const id = dispatch.runner('db');
    const [first, second] = [dispatch.connect(id, 'db-1'), dispatch.connect(id, 'db-2')];
    await dispatch.send(1);
    const [going, staying] = first.assigned.length > 0 ? [first, second] : [second, first];
    going.poll({ goodbye: true });
    await settled();
    assert.deepEqual(staying.assigned, ['1-1']);
  });

  it('offers a waiting operation to a runner once a tag change makes the runner match', async () => {
    const replica = dispatch.connect(dispatch.runner('db', { tags: [] }), 'db-1');
    await dispatch.send(1);
    assert.deepEqual(replica.assigned, []);
    dispatch.runner('db');
    await settled();
    assert.deepEqual(replica.assigned, ['1-1']);
  });

  it('recalls the offer to a runner that loses the tag, and offers the operation to another runner', async () => {
    const leaving = dispatch.connect(dispatch.runner('a'), 'a-1');
    await dispatch.send(1);
    assert.deepEqual(leaving.assigned, ['1-1']);
    const other = dispatch.connect(dispatch.runner('b'), 'b-1');
    assert.deepEqual(other.assigned, []);
    dispatch.runner('a', { tags: [] });
    await settled();
    assert.deepEqual(other.assigned, ['1-1']);
    assert.equal(dispatch.queue.isOpenTo(leaving.presence, operation(1)), false);
  });

  it('recalls the offers of a project for which runners are switched off', async () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
    await dispatch.send(1);
    assert.equal(replica.presence.offered.size, 1);
    dispatch.closeProject(ProjectName.parse('ops'));
    assert.equal(replica.presence.offered.size, 0);
    assert.equal(dispatch.why(1), 'runners are switched off for project ops');
  });

  it('recalls the offers of a paused replica', async () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
    await dispatch.send(1);
    dispatch.changeReplica(replica.presence.replicaId, { paused: true });
    assert.equal(replica.presence.offered.size, 0);
    dispatch.changeReplica(replica.presence.replicaId, { paused: false });
    assert.equal(replica.presence.offered.size, 1);
  });

  it('makes no offers while runners are switched off, and resumes when they are switched on', async () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1');
    dispatch.set({ runners: { enabled: false } });
    await dispatch.send(1);
    assert.deepEqual(replica.assigned, []);
    assert.equal(dispatch.why(1), 'runners are switched off');
    dispatch.set({ runners: { enabled: true } });
    await settled();
    assert.deepEqual(replica.assigned, ['1-1']);
  });

  it('reports why an operation waits', async () => {
    const ids = [dispatch.runner('db-a'), dispatch.runner('db-b')];
    await dispatch.send(1);
    assert.equal(dispatch.why(1), '2 runners match; both are without a replica');
    const replicas = ids.map((id, index) => dispatch.connect(id, `r-${index}`, 1));
    await settled();
    await dispatch.send(2, 3);
    assert.match(dispatch.why(2), /^offered to runner db-[ab], which has not claimed it yet$/);
    for (const replica of replicas) for (const id of replica.assigned) await replica.claim(idOf(id));
    assert.equal(dispatch.why(3), 'all 2 matching replicas are busy (2 of 2 running)');
    for (const replica of replicas) replica.poll({ goodbye: true });
    assert.equal(dispatch.why(3), '2 runners match; both are Down');
    assert.equal(dispatch.why(99), 'it is not queued');
  });

  it('grants every operation and exceeds no replica’s capacity under arbitrary replica behavior', async () => {
    const act = fc.record({
      who: fc.nat(2),
      what: fc.constantFrom('claim', 'end', 'vanish', 'poll', 'sync', 'goodbye', 'wait', 'send'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        dispatch = new TestDispatch();
        const id = dispatch.runner('db');
        const replicas = [0, 1, 2].map((n) => dispatch.connect(id, `db-${n}`, 2));
        const granted = new Map<string, TestReplica>();
        let sent = 0;
        for (const { who, what } of acts) {
          const replica = replicas[who];
          if (replica === undefined) continue;
          if (what === 'send') {
            sent += 1;
            await dispatch.send(sent);
          }
          await perform(what, replica, granted);
          await settled();
          assert.ok(replica.presence.running <= 2, 'more runs than it may');
        }
        for (const replica of replicas) {
          replica.sync();
          replica.poll();
        }
        for (let round = 0; round <= sent + 2; round += 1)
          for (const replica of replicas) {
            dispatch.clock.advance(2000);
            await settled();
            await perform('claim', replica, granted);
            await perform('end', replica, granted);
          }
        assert.equal(granted.size, sent);
      }),
      { numRuns: 200 },
    );

    async function perform(
      what: string,
      replica: TestReplica,
      granted: Map<string, TestReplica>,
    ): Promise<void> {
      if (what === 'vanish') replica.vanish();
      if (what === 'poll') replica.poll();
      if (what === 'sync') replica.sync();
      if (what === 'goodbye') replica.poll({ goodbye: true });
      if (what === 'wait') dispatch.clock.advance(2500);
      if (what === 'end') {
        const [first] = dispatch.operations.running(replica.presence.replicaId);
        if (first !== undefined) await replica.end(first);
      }
      if (what !== 'claim') return;
      for (const id of new Set(replica.assigned)) {
        if (granted.has(id)) continue;
        if ((await replica.claim(idOf(id))) === 'granted') granted.set(id, replica);
      }
    }
  });
});

function idOf(id: string): ReturnType<typeof operation> {
  return operation(Number(id.split('-')[0]));
}
