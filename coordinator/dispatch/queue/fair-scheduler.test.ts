import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProjectName, RunnerId, Tag } from '../../../protocol/ids.ts';
import { operation, queued } from '../testing/queued.ts';
import { settled, TestDispatch, type TestReplica } from '../testing/test-dispatch.ts';
import { FairScheduler } from './fair-scheduler.ts';
import type { Lane } from './lane.ts';

describe('DispatchQueue with a runner at capacity', () => {
  let dispatch: TestDispatch;
  beforeEach(() => {
    dispatch = new TestDispatch();
  });

  /** Claims and ends the operation that was last assigned to the replica. */
  const pass = async (replica: TestReplica): Promise<void> => {
    const last = replica.assigned.at(-1);
    if (last === undefined) return;
    await replica.claim(idOf(last));
    await replica.end(idOf(last));
    await settled();
  };

  it('shares capacity equally between projects, whatever the targets of their operations', async () => {
    const assignedProjects = ['ops', 'web'].map((name) => ProjectName.parse(name));
    const tags = ['db', 'eu', 'x'].map((tag) => Tag.parse(tag));
    const id = dispatch.runner('db', { tags, assignedProjects });
    const replica = dispatch.connect(id, 'db-1', 1);
    dispatch.operations.dispatch(queued(1));
    for (const [index, tag] of [...tags, ...tags].entries()) {
      const target = { kind: 'tags' as const, match: 'all' as const, tags: [tag] };
      dispatch.operations.dispatch(queued(10 + index, { target }));
    }
    for (const n of [21, 22, 23])
      dispatch.operations.dispatch(queued(n, { project: ProjectName.parse('web') }));
    for (let turn = 0; turn < 7; turn += 1) await pass(replica);
    const projects = replica.assigned
      .slice(1, 7)
      .map((one) => (Number.parseInt(one, 10) > 20 ? 'web' : 'ops'));
    assert.deepEqual(projects, ['web', 'ops', 'web', 'ops', 'web', 'ops']);
  });

  it('serves operations in the order of their priorities', async () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1', 1);
    dispatch.operations.dispatch(queued(1));
    dispatch.operations.dispatch(queued(2, { priority: 1 }));
    dispatch.operations.dispatch(queued(3));
    dispatch.operations.dispatch(queued(4, { priority: 9 }));
    dispatch.operations.dispatch(queued(5, { priority: 9 }));
    for (let turn = 0; turn < 5; turn += 1) await pass(replica);
    assert.deepEqual(replica.assigned, ['1-1', '4-1', '5-1', '3-1', '2-1']);
  });

  it('serves an operation of lower priority once it has waited 60 s for each level of difference', async () => {
    const replica = dispatch.connect(dispatch.runner('db'), 'db-1', 1);
    dispatch.operations.dispatch(queued(1));
    dispatch.operations.dispatch(queued(2, { priority: 3 }));
    for (let n = 10; n < 20; n += 1) dispatch.operations.dispatch(queued(n, { priority: 5 }));
    await pass(replica);
    await pass(replica);
    assert.ok(!replica.assigned.includes('2-1'));
    dispatch.clock.advance(120_000);
    replica.poll();
    await pass(replica);
    await pass(replica);
    assert.ok(replica.assigned.slice(0, 5).includes('2-1'), replica.assigned.join());
  });
});

describe('FairScheduler', () => {
  const lanes = fc.uniqueArray(
    fc.record({ project: fc.constantFrom('a', 'b', 'c'), priority: fc.integer({ min: 1, max: 9 }) }),
    { minLength: 2, maxLength: 6, selector: ({ project, priority }) => `${project} ${priority}` },
  );
  const SLOT = 1000;
  const AGING = 60_000;

  it('limits the wait of each lane that has work, depending on the priority of the lane', () => {
    fc.assert(
      fc.property(lanes, (given) => {
        const scheduler = new FairScheduler(() => AGING);
        const runner = RunnerId.parse('r');
        const all = given.map(({ project, priority }) => laneOf(ProjectName.parse(project), priority));
        const highest = Math.max(...all.map(({ priority }) => priority));
        const last = new Map(all.map((lane) => [lane, 0]));
        for (let now = 0; now < 15 * AGING; now += SLOT) {
          const [next] = all.toSorted((one, other) => scheduler.compare(runner, now, one, other));
          assert.ok(next);
          scheduler.take(runner, next, now);
          last.set(next, now);
          for (const [lane, at] of last) {
            const bound = (highest - lane.priority + 1) * AGING + all.length * all.length * SLOT;
            assert.ok(now - at <= bound, `${lane.key} waited ${now - at} of ${bound}`);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('serves projects whose lanes have the same priority equally often, however many lanes each has', () => {
    const scheduler = new FairScheduler(() => AGING);
    const runner = RunnerId.parse('r');
    const [a, b] = ['a', 'b'].map((name) => ProjectName.parse(name));
    assert.ok(a !== undefined && b !== undefined);
    const all = [laneOf(a, 5), ...Array.from({ length: 9 }, () => laneOf(b, 5))];
    const counts = new Map<ProjectName, number>();
    for (let slot = 0; slot < 100; slot += 1) {
      const [next] = all.toSorted((one, other) => scheduler.compare(runner, slot, one, other));
      assert.ok(next);
      scheduler.take(runner, next, slot);
      counts.set(next.project, (counts.get(next.project) ?? 0) + 1);
    }
    assert.deepEqual([counts.get(a), counts.get(b)], [50, 50]);
  });
});

function laneOf(project: ProjectName, priority: number): Lane {
  return {
    ...{ key: `${project} ${priority}`, project, priority, target: { kind: 'local' } as const },
    carriesSecrets: false,
    matches: () => true,
    lastServed: 0,
    waitsSince: 0,
    runners: new Set<RunnerId>(),
    size: 1,
    waiting: new Map(),
    again: new Map(),
  };
}

function idOf(id: string): ReturnType<typeof operation> {
  return operation(Number(id.split('-')[0]));
}
