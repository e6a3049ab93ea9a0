import assert from 'node:assert/strict';
import { treeChanges } from './tree-changes.ts';
import type { TreeNode } from './tree-node.ts';

const row = (id: string, more: Partial<TreeNode> = {}): TreeNode => ({
  id,
  label: id,
  icon: { id: 'circle' },
  kinds: [],
  accessibleLabel: id,
  subject: { kind: 'none' },
  ...more,
});

describe('treeChanges', () => {
  it('returns no rows for equal trees', () => {
    const tree = () => [row('a', { children: [row('a1')] }), row('b')];
    assert.deepEqual(treeChanges(tree(), tree()), { kind: 'rows', ids: [] });
  });

  it('returns only the row whose text changed', () => {
    const before = [row('a', { children: [row('a1'), row('a2')] }), row('b')];
    const after = [row('a', { children: [row('a1'), row('a2', { description: 'Down' })] }), row('b')];
    assert.deepEqual(treeChanges(before, after), { kind: 'rows', ids: ['a2'] });
  });

  it('returns the parent when its children are reordered', () => {
    const before = [row('a', { children: [row('a1'), row('a2')] })];
    const after = [row('a', { children: [row('a2'), row('a1')] })];
    assert.deepEqual(treeChanges(before, after), { kind: 'rows', ids: ['a'] });
  });

  it('returns the root when the top-level list changed', () => {
    assert.deepEqual(treeChanges([row('a')], [row('a'), row('b')]), { kind: 'root' });
  });

  it('returns a row that is no longer a leaf', () => {
    assert.deepEqual(treeChanges([row('a')], [row('a', { children: [] })]), { kind: 'rows', ids: ['a'] });
  });
});
