import assert from 'node:assert/strict';
import { withLazyChildren } from './lazy-children.ts';
import type { TreeNode } from './tree-node.ts';
import { TreeRows } from './tree-rows.ts';

const leaf = (id: string, description = ''): TreeNode => ({
  id,
  label: id,
  description,
  icon: { id: 'circle' },
  kinds: [],
  accessibleLabel: id,
  subject: { kind: 'none' },
});

describe('TreeRows', () => {
  const built: string[] = [];
  /** A row whose children are built lazily. `built` receives its id when that happens. */
  const parent = (id: string, children: readonly TreeNode[]): TreeNode =>
    withLazyChildren(leaf(id), () => {
      built.push(id);
      return children;
    });
  let rows: TreeRows;
  beforeEach(() => {
    built.length = 0;
    rows = new TreeRows();
  });
  const expanded = (id: string) => rows.childrenOf(rows.get(id)).map(({ node }) => node.id);

  it('builds the children of a row once, when the row is expanded', () => {
    rows.replace([parent('a', [leaf('a1')]), parent('b', [leaf('b1')])]);
    assert.deepEqual(built, []);
    assert.equal(rows.get('a1'), undefined);
    assert.deepEqual(expanded('a'), ['a1']);
    assert.deepEqual(expanded('a'), ['a1']);
    assert.deepEqual(built, ['a']);
    assert.equal(rows.get('a1')?.parent, rows.get('a'));
  });

  it('compares only the children of rows that were expanded', () => {
    rows.replace([parent('a', [leaf('a1')]), parent('b', [leaf('b1')])]);
    expanded('b');
    built.length = 0;
    const changes = rows.replace([
      parent('a', [leaf('a1', 'changed')]),
      parent('b', [leaf('b1', 'changed')]),
    ]);
    assert.deepEqual(changes, { kind: 'rows', ids: ['b1'] });
    assert.deepEqual(built, ['b']);
    assert.equal(rows.childrenOf(rows.get('a'))[0]?.node.description, 'changed');
  });

  it('keeps the identity of rows, also below a row that changed', () => {
    rows.replace([parent('a', [leaf('a1')])]);
    expanded('a');
    const before = rows.get('a1');
    assert.ok(before);
    const changed = withLazyChildren(leaf('a', 'changed'), () => [leaf('a1', 'changed')]);
    assert.deepEqual(rows.replace([changed]), { kind: 'rows', ids: ['a'] });
    assert.equal(rows.get('a1'), before);
    assert.equal(before.node.description, 'changed');
  });

  it('reports a parent whose list of children changed', () => {
    rows.replace([parent('a', [leaf('a1')])]);
    expanded('a');
    const changes = rows.replace([parent('a', [leaf('a1'), leaf('a2')])]);
    assert.deepEqual(changes, { kind: 'rows', ids: ['a'] });
    assert.deepEqual(expanded('a'), ['a1', 'a2']);
  });

  it('returns no children of a row that was removed', () => {
    rows.replace([parent('a', [leaf('a1')])]);
    const removed = rows.get('a');
    rows.replace([leaf('b')]);
    assert.deepEqual(rows.childrenOf(removed), []);
    assert.equal(rows.get('a1'), undefined);
  });

  it('finds a row below a row that was never expanded', () => {
    rows.replace([leaf('x'), parent('a', [leaf('a1')]), parent('b', [leaf('b1')])]);
    assert.equal(rows.find(({ id }) => id === 'a1')?.parent, rows.get('a'));
    assert.deepEqual(built, ['a']);
    assert.equal(
      rows.find(({ id }) => id === 'none'),
      undefined,
    );
  });
});
