import assert from 'node:assert/strict';
import { whole } from '../../support/slices/sliced.ts';
import type { Node } from './node.ts';
import { selectNodes } from './select-nodes.ts';

const node = (name: string, tags: string[] = [], attributes: Record<string, string> = {}): Node => ({
  ...{ name, tags, attributes },
});
const host = (name: string, runnerTags: string): Node =>
  node(name, [], { osFamily: 'unix', runner: 'true', runnerTags, 'runner-id': name });

const NODES = [
  node('web-1', ['web'], { osFamily: 'unix' }),
  host('edge', 'web,eu'),
  host('west', 'web,us'),
  node('pinned', ['web'], { 'runner-id': 'edge', osFamily: 'unix' }),
  node('odd', ['web'], { runner: 'true', runnerTags: 'old', osFamily: 'unix' }),
];

const select = (filter: string, more: { exclude?: string; excludePrecedence?: boolean } = {}) =>
  whole(selectNodes(NODES, { filter, ...more })).map(({ name }) => name);

const OTHERS = ['web-1', 'pinned', 'odd'];

describe('selectNodes, for hosts of runners', () => {
  it('selects no host by a pattern, a tag, an attribute or an exclusion', () => {
    for (const filter of ['.*', 'name: .*', 'tags: web', 'osFamily: unix', 'runner-id: .* name: .*|x'])
      assert.deepEqual(
        select(filter).filter((name) => !OTHERS.includes(name)),
        [],
        filter,
      );
    assert.deepEqual(select('.*'), OTHERS);
    assert.deepEqual(select('!tags: db'), OTHERS);
    assert.deepEqual(select('tags: db !name: web-1', { excludePrecedence: false }), ['pinned', 'odd']);
  });

  it('selects a host by its whole name', () => {
    assert.deepEqual(select('edge'), ['edge']);
    assert.deepEqual(select('name: web-1,west'), ['web-1', 'west']);
    assert.deepEqual(select('nodename: edge'), ['edge']);
    assert.deepEqual(select('edge osFamily: windows'), []);
  });

  it('selects hosts by `runner: true`, together with other terms', () => {
    assert.deepEqual(select('runner: true'), ['edge', 'west', 'odd']);
    assert.deepEqual(select('runner: true osFamily: unix !name: edge'), ['west', 'odd']);
    assert.deepEqual(select('runner: true name: e.*'), ['edge']);
  });

  it('reads `runnerTags` like `tags`: "," for any and "+" for all', () => {
    assert.deepEqual(select('runnerTags: web'), ['edge', 'west']);
    assert.deepEqual(select('runnerTags: eu,us'), ['edge', 'west']);
    assert.deepEqual(select('runnerTags: web+eu'), ['edge']);
    assert.deepEqual(select('runnerTags: e.'), ['edge']);
    assert.deepEqual(select('runnerTags: web !runnerTags: us'), ['edge']);
  });

  it('excludes hosts by a pattern in the second filter', () => {
    assert.deepEqual(select('runner: true', { exclude: 'name: e.*' }), ['west', 'odd']);
  });
});
