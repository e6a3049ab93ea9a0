import assert from 'node:assert/strict';
import type { Runner } from '../../../protocol/entities/runner.ts';
import { ProjectName, RunnerId, Tag } from '../../../protocol/ids.ts';
import { queued } from '../testing/queued.ts';
import type { Lane } from './lane.ts';
import { Lanes } from './lanes.ts';

const id = (name: string) => RunnerId.parse(name);

describe('Lanes', () => {
  let runners: Map<RunnerId, Runner>;
  let searches: number;
  let lanes: Lanes;

  const put = (name: string, tags: readonly string[]) =>
    runners.set(id(name), {
      id: id(name),
      name,
      description: '',
      tags: tags.map((tag) => Tag.parse(tag)),
      assignedProjects: [ProjectName.parse('ops')],
      local: false,
      installationType: 'linux',
      replicaType: 'manual',
      createdAt: 0,
      revision: 0,
    });
  const tagged = (tag: string, more = {}) =>
    lanes.for(queued(1, { target: { kind: 'tags', match: 'all', tags: [Tag.parse(tag)] }, ...more }));
  const named = (...names: string[]) =>
    lanes.for(queued(1, { target: { kind: 'runners', runners: names.map(id) } }));
  const matched = (lane: Lane) => [...lane.runners];

  beforeEach(() => {
    runners = new Map();
    searches = 0;
    for (const name of ['db-1', 'db-2']) put(name, ['db']);
    put('web-1', ['web']);
    lanes = new Lanes({
      runner: (it) => runners.get(it),
      runners: () => {
        searches += 1;
        return runners.values();
      },
      replica: () => undefined,
      replicas: () => [],
      servesProject: () => true,
      onChange: () => () => undefined,
    });
  });

  it('searches all runners once for the runners with a tag', () => {
    const lane = tagged('db');
    assert.deepEqual(matched(lane), ['db-1', 'db-2']);
    assert.equal(tagged('db'), lane);
    assert.equal(searches, 1);
    assert.deepEqual([...lanes.of(id('db-1'))], [lane]);
    assert.deepEqual([...lanes.of(id('web-1'))], []);
  });

  it('finds named runners without a search, and ignores deleted ones', () => {
    const lane = named('web-1', 'gone');
    assert.deepEqual(matched(lane), ['web-1']);
    lanes.emptied(lane);
    assert.deepEqual([...lanes.of(id('web-1'))], []);
    assert.equal(searches, 0);
  });

  it('keeps the runners of a lane that becomes empty, and keeps them current', () => {
    const lane = tagged('db');
    lanes.emptied(lane);
    put('db-2', ['web']);
    put('db-3', ['db']);
    runners.delete(id('db-1'));
    for (const name of ['db-1', 'db-2', 'db-3']) lanes.changed(id(name));
    assert.deepEqual(matched(tagged('db')), ['db-3']);
    assert.equal(searches, 1);
  });

  it('keeps a lane that is not empty', () => {
    const lane = tagged('db');
    lane.size = 1;
    lanes.emptied(lane);
    for (let n = 1; n <= 100; n += 1) lanes.emptied(tagged(`other-${n}`));
    assert.equal(tagged('db'), lane);
  });

  it('drops the lane that has been empty for longest if more than 64 are empty', () => {
    const oldest = tagged('db');
    lanes.emptied(oldest);
    for (let n = 1; n <= 63; n += 1) lanes.emptied(tagged(`other-${n}`));
    assert.equal(tagged('db'), oldest);
    lanes.emptied(oldest);
    const first = tagged('other-1');
    lanes.emptied(first);
    lanes.emptied(tagged('another'));
    assert.equal(tagged('other-1'), first);
    assert.equal(tagged('db'), oldest);
    assert.equal(searches, 65);
    tagged('other-2');
    assert.equal(searches, 66);
  });

  it('gives a lane that is used again no advantage or disadvantage from earlier operations', () => {
    const lane = tagged('db');
    lane.lastServed = 7;
    lane.waitsSince = 7;
    lanes.emptied(lane);
    const { lastServed, waitsSince } = tagged('db');
    assert.deepEqual([lastServed, waitsSince], [0, 0]);
  });
});
