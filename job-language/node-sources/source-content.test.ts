import assert from 'node:assert/strict';
import { contentOfFiles, holdsOlderNodes, problemOfFiles, withLastGood } from './source-content.ts';

const part = (file: string, ...names: readonly string[]) => ({
  file,
  nodes: names.map((name) => ({ name, tags: [], attributes: { file } })),
});
const broken = (file: string) => ({ file, problem: `/nodes/${file}: 1:1: error` });

describe('the files of a folder of nodes', () => {
  it('are used in the order of their names, and a later node replaces an earlier one with the same name', () => {
    const { nodes, origins } = contentOfFiles([part('b', 'x', 'y'), part('a', 'w', 'x')]);
    assert.deepEqual(
      nodes.map(({ name, attributes }) => [name, attributes['file']]),
      [
        ['w', 'a'],
        ['x', 'b'],
        ['y', 'b'],
      ],
    );
    assert.deepEqual(origins, ['a', 'b', 'b']);
  });

  it('keep their previous nodes if they cannot be read, and only then', () => {
    const before = contentOfFiles([part('a', 'a1', 'a2'), part('b', 'b1'), part('c', 'c1')]);
    const now = contentOfFiles([part('a', 'a2', 'a3')], [broken('b')]);
    const { nodes, origins, failed } = withLastGood(now, before);
    assert.deepEqual(
      nodes.map(({ name }) => name),
      ['a2', 'a3', 'b1'],
    );
    assert.deepEqual([origins, failed], [['a', 'a', 'b'], [broken('b')]]);
    const whole = contentOfFiles([part('a', 'a1')]);
    assert.equal(withLastGood(whole, before), whole);
    assert.equal(withLastGood(now, undefined), now);
  });

  it('report whether some of their nodes are from an earlier read', () => {
    const before = contentOfFiles([part('a', 'a1'), part('b', 'b1')]);
    const now = contentOfFiles([part('a', 'a2')], [broken('b')]);
    assert.equal(holdsOlderNodes(now), false, 'nothing was there before');
    assert.equal(holdsOlderNodes(withLastGood(now, before)), true);
    assert.equal(holdsOlderNodes(withLastGood(now, { nodes: before.nodes })), true, 'of unknown files too');
    const empty = contentOfFiles([part('a', 'a1')]);
    assert.equal(holdsOlderNodes(withLastGood(now, empty)), false, 'the broken file had none');
    assert.equal(holdsOlderNodes(withLastGood(contentOfFiles([part('a', 'a2')]), before)), false);
  });

  it('keep previous nodes whose file is unknown, unless a file that was read has a node of the same name', () => {
    const { nodes: unnamed } = contentOfFiles([part('a', 'a1'), part('b', 'b1')]);
    const now = contentOfFiles([part('c', 'a1')], [broken('b')]);
    assert.deepEqual(
      withLastGood(now, { nodes: unnamed }).nodes.map(({ name, attributes }) => [name, attributes['file']]),
      [
        ['a1', 'c'],
        ['b1', 'b'],
      ],
    );
  });

  it('are listed in one message if they are invalid: the first five, then a count', () => {
    assert.equal(problemOfFiles([]), undefined);
    assert.equal(problemOfFiles([broken('a')]), '/nodes/a: 1:1: error');
    assert.match(problemOfFiles('abcdefg'.split('').map(broken)) ?? '', /e: 1:1: error; and 2 more files$/);
  });
});
