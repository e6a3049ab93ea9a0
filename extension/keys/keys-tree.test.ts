import assert from 'node:assert/strict';
import { EMPTY_MODEL } from '../model/model.ts';
import { aKey } from '../model/model-fixtures.ts';
import type { TreeNode } from '../tree/tree-node.ts';
import { keysTree } from './keys-tree.ts';

function drawn(nodes: readonly TreeNode[], indent = ''): readonly string[] {
  return nodes.flatMap((node) => [
    `${indent}${node.label} | ${node.description} | ${node.icon.id}`,
    ...drawn(node.children ?? [], `${indent}  `),
  ]);
}

function all(nodes: readonly TreeNode[]): readonly TreeNode[] {
  return nodes.flatMap((node) => [node, ...all(node.children ?? [])]);
}

describe('keysTree', () => {
  const keys = [
    aKey({ path: 'keys/deploy', kind: 'private' }),
    aKey({ path: 'keys/deploy.pub', kind: 'public' }),
    aKey({ path: 'keys/project/demo/db/password' }),
    aKey({ path: 'keys/project/demo/token' }),
    aKey({ path: 'keys/project/lab', kind: 'private' }),
    aKey({ path: 'keys/ssh/prod/id', kind: 'private' }),
  ];
  const tree = keysTree({ ...EMPTY_MODEL, keys });

  it('shows the shared keys, then each project, by folders, with an icon per kind', () => {
    assert.deepEqual(drawn(tree), [
      'All Projects | 3 keys | globe',
      '  ssh | 1 key | folder',
      '    prod | 1 key | folder',
      '      id | private key | key',
      '  deploy | private key | key',
      '  deploy.pub | public key | verified',
      'demo | 2 keys | project',
      '  db | 1 key | folder',
      '    password | password | lock',
      '  token | password | lock',
      'lab | 1 key | project',
      '  lab | private key | key',
    ]);
  });

  it('shows the keys of several projects, sorted by project name', () => {
    const paths = ['b/x/y', 'b/x/z', 'a/x', 'c', 'b/w', 'ab/x'];
    const of = paths.map((path) => aKey({ path: `keys/project/${path}` }));
    const labels = drawn(keysTree({ ...EMPTY_MODEL, keys: of })).map((line) => line.replace(/ \| \w+$/, ''));
    assert.deepEqual(labels, [
      'a | 1 key',
      '  x | password',
      'ab | 1 key',
      '  x | password',
      'b | 3 keys',
      '  x | 2 keys',
      '    y | password',
      '    z | password',
      '  w | password',
      'c | 1 key',
      '  c | password',
    ]);
  });

  it('reads each key as often with 50 projects as with one', () => {
    const looks = (projects: number) => {
      let count = 0;
      const of = Array.from({ length: projects }, (_, index) => {
        const path = `keys/project/p${index}/db/password`;
        return Object.defineProperty(aKey({ path }), 'path', {
          get: () => {
            count += 1;
            return path;
          },
        });
      });
      keysTree({ ...EMPTY_MODEL, keys: of });
      return count / projects;
    };
    assert.equal(looks(50), looks(1));
  });

  it('gives each row a unique id and the path that commands use', () => {
    const rows = all(tree);
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    assert.deepEqual(
      rows.slice(0, 5).map(({ subject }) => subject),
      [
        { kind: 'key-folder', path: 'keys' },
        { kind: 'key-folder', path: 'keys/ssh' },
        { kind: 'key-folder', path: 'keys/ssh/prod' },
        { kind: 'key', path: 'keys/ssh/prod/id' },
        { kind: 'key', path: 'keys/deploy' },
      ],
    );
  });

  it('offers to show only public keys', () => {
    const shown = all(tree).filter(({ kinds }) => kinds.includes('publicKey'));
    assert.deepEqual(
      shown.map(({ label }) => label),
      ['deploy.pub'],
    );
  });

  it('shows in the tooltip who stored and who changed a key', () => {
    const [root] = keysTree({
      ...EMPTY_MODEL,
      keys: [aKey({ path: 'keys/a' }), aKey({ path: 'keys/b', modifiedAt: 86_400_000, modifiedBy: 'ann' })],
    });
    const [a, b] = root?.children ?? [];
    assert.match(a?.tooltip ?? '', /^\*\*keys\/a\*\*: password\n\nStored .* by admin$/);
    assert.match(b?.tooltip ?? '', /Stored .* by admin\n\nChanged .* by ann$/);
  });
});
