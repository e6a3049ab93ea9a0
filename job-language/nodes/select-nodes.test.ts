import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { createPatternRunner } from '../../support/patterns/pattern-runner.ts';
import { whole } from '../../support/slices/sliced.ts';
import type { Node } from './node.ts';
import { parseNodeFilter } from './node-filter.ts';
import { withPatternAnswers } from './pattern-answers.ts';
import { selectNodes } from './select-nodes.ts';

const node = (name: string, tags = '', attributes: Record<string, string> = {}): Node => ({
  name,
  tags: tags === '' ? [] : tags.split(','),
  attributes,
});

const NODES = [
  node('web-1', 'web,prod', { hostname: 'web1.local', osFamily: 'unix', osArch: 'x86_64', rank: '1' }),
  node('web-2', 'web,test', { hostname: 'web2.local', osFamily: 'unix', osVersion: '10.5.1' }),
  node('db1', 'db,prod', { hostname: 'db1.local:2222', osFamily: 'unix', 'cloud.region': 'eu west' }),
  node('win1', 'prod', { osFamily: 'windows', osName: 'Windows 11' }),
  node('bare'),
];

const select = (filter: string, rest: { exclude?: string; excludePrecedence?: boolean } = {}) =>
  whole(selectNodes(NODES, { filter, ...rest })).map(({ name }) => name);

describe('a node filter', () => {
  it('treats a bare word as a name, and repeated keys as one list', () => {
    assert.deepEqual(select('db1'), ['db1']);
    assert.deepEqual(select('db1 web-1'), ['web-1', 'db1']);
    assert.deepEqual(select('name:web-2 name: bare'), ['web-2', 'bare']);
    assert.deepEqual(select('web-1,win1'), ['web-1', 'win1']);
  });

  it('matches a whole value as a regular expression, literally, or in a list, but not as a glob', () => {
    assert.deepEqual(select('name: web.*'), ['web-1', 'web-2']);
    assert.deepEqual(select('name: web*'), []);
    assert.deepEqual(select('name: eb-1'), []);
    assert.deepEqual(select('name: web.*,db1'), ['db1']);
    assert.deepEqual(select('os-version: 10.5.1'), ['web-2']);
    assert.deepEqual(whole(selectNodes([node('a(1')], { filter: 'a(1' })).length, 1);
  });

  it('treats /…/ as a regular expression only, and reports the position if it is invalid', () => {
    assert.deepEqual(select('name: /web-[12]/'), ['web-1', 'web-2']);
    assert.deepEqual(select('name: "/web-1|db1/"'), ['web-1', 'db1']);
    assert.throws(
      () => select('tags: prod name: /a(/'),
      (error) =>
        isOutrunnerError(error) &&
        error.code === 'node-filter-invalid' &&
        error.parameters['column'] === 18 &&
        error.message.includes('a('),
    );
  });

  it('refuses a pattern that needs more than linear time, instead of selecting other nodes', () => {
    assert.throws(
      () => select('name: (?!db).*'),
      (error) => isOutrunnerError(error) && error.code === 'node-filter-invalid',
    );
  });

  it('supports look-around with a pattern runner, within its time limit', async () => {
    const runner = createPatternRunner();
    try {
      const selected = async (filter: string, nodes = NODES) => {
        const found = await withPatternAnswers(runner, (answers) => selectNodes(nodes, { filter, answers }));
        return found.map(({ name }) => name);
      };
      assert.deepEqual(await selected('name: (?!db).*'), ['web-1', 'web-2', 'win1', 'bare']);
      assert.deepEqual(await selected('name: /(?!db).*/ tags: (?!te).*+p.*'), ['web-1', 'win1']);
      assert.deepEqual(await selected('!name: (?!db).* tags: .*'), ['db1']);
      const slow = selected('name: (?=(a|a)*b).*', [node('a'.repeat(60))]);
      await assert.rejects(slow, (error) => isOutrunnerError(error) && error.code === 'pattern-too-slow');
    } finally {
      await runner.close();
    }
  });

  it('reads tags with "," as any and "+" as all', () => {
    assert.deepEqual(select('tags: web+prod'), ['web-1']);
    assert.deepEqual(select('tags: db,test'), ['web-2', 'db1']);
    assert.deepEqual(select('tags: web+test,db+prod'), ['web-2', 'db1']);
    assert.deepEqual(select('tags: "web + prod"'), ['web-1']);
    assert.deepEqual(select('tags: w.b'), ['web-1', 'web-2']);
    assert.deepEqual(select('tags: te.+prod'), []);
    assert.deepEqual(select('tags: db+'), ['db1']);
    assert.deepEqual(select('tags: web tags: db'), ['web-1', 'web-2', 'db1']);
  });

  it('accepts attribute names, and the filter aliases of operating system attributes', () => {
    assert.deepEqual(select('os-family: unix'), ['web-1', 'web-2', 'db1']);
    assert.deepEqual(select('osFamily: windows'), ['win1']);
    assert.deepEqual(select('os-name: "Windows .*"'), ['win1']);
    assert.deepEqual(select('os-arch:x86_64'), ['web-1']);
    assert.deepEqual(select('nodename: db1'), ['db1']);
    assert.deepEqual(select("cloud.region: 'eu west'"), ['db1']);
    assert.deepEqual(select('hostname: web.\\.local'), ['web-1', 'web-2']);
  });

  it('does not match an attribute that a node does not have', () => {
    assert.deepEqual(select('rank: .*'), ['web-1']);
    assert.deepEqual(select('tags: .*'), ['web-1', 'web-2', 'db1', 'win1']);
    assert.deepEqual(select('constructor: .*'), []);
    assert.deepEqual(select('rank: ""'), []);
  });

  it('selects nodes that match every inclusion, and drops nodes that match every exclusion', () => {
    assert.deepEqual(select('tags: prod os-family: unix'), ['web-1', 'db1']);
    assert.deepEqual(select('tags: web+prod !name: db1'), ['web-1']);
    assert.deepEqual(select('tags: prod !os-family: unix !name: db1'), ['web-1', 'win1']);
    assert.deepEqual(select('!tags: prod'), ['web-2', 'bare']);
  });

  it('selects nothing if it is blank', () => {
    for (const blank of ['', '  ', 'name:', 'name: ""', '!name: ""']) assert.deepEqual(select(blank), []);
    assert.equal(select('.*').length, NODES.length);
  });

  it('drops the nodes that the exclude filter selects', () => {
    assert.deepEqual(select('.*', { exclude: 'tags: prod' }), ['web-2', 'bare']);
    assert.deepEqual(select('.*', { exclude: '' }).length, NODES.length);
  });

  it('keeps included nodes if exclusion has no precedence', () => {
    const keeps = { excludePrecedence: false };
    assert.deepEqual(select('tags: web !name: web-1', keeps), ['web-1', 'web-2', 'db1', 'win1', 'bare']);
    assert.deepEqual(select('name: db1 !tags: prod', keeps), ['web-2', 'db1', 'bare']);
  });

  it('filters 10,000 nodes by a pattern that could backtrack exponentially', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      node(`web-${index}.example.org`, `web,rack${index % 40},zone${index % 3}`, { osFamily: 'unix' }),
    );
    const filter = 'name: web-.*[05]\\.example\\.org tags: rack1.?+zone[01] !name: (a*)*b';
    assert.ok(whole(selectNodes(many, { filter })).length > 0);
  });
});

describe('the text of a node filter', () => {
  const clauses = (text: string) => {
    const { include, exclude } = parseNodeFilter(text);
    const plain = (all: typeof include) => Array.from(all, ([key, { value }]) => [key, value]);
    return { include: plain(include), exclude: plain(exclude) };
  };

  it('is parsed into inclusions and exclusions by attribute', () => {
    assert.deepEqual(clauses("tags: xyz,vwz !name: 'macaroon brigade' ").exclude, [
      ['name', 'macaroon brigade'],
    ]);
    assert.deepEqual(clauses(" '!test:xyz:money pants'  ").exclude, [['test', 'xyz:money pants']]);
    assert.deepEqual(clauses('as:test: elf').include, [['as:test', 'elf']]);
    assert.deepEqual(clauses('    tags:   xyz\t\r\n"a b"').include, [
      ['tags', 'xyz'],
      ['name', 'a b'],
    ]);
    assert.deepEqual(clauses('tags: x !name:'), { include: [['tags', 'x']], exclude: [] });
  });
});
