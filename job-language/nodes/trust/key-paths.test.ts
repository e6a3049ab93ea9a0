import assert from 'node:assert/strict';
import { isListedKeyPath, nodeKeyPathsOf } from './key-paths.ts';

describe('the key paths that nodes may use', () => {
  const listed = (path: string, written: string) =>
    isListedKeyPath(path, nodeKeyPathsOf({ 'project.nodeKeyPaths': written }) ?? []);

  it('are exact paths, or patterns: * matches within one part, ** any number of parts', () => {
    assert.ok(listed('keys/a/b', 'keys/x, keys/a/b'));
    assert.ok(listed('a/b', 'keys/a/b') && listed(' /keys/a/b', 'a/b'));
    assert.ok(listed('keys/a/web-1', 'keys/a/web-*') && !listed('keys/a/web-1/x', 'keys/a/web-*'));
    assert.ok(listed('keys/a/b/c', 'keys/a/**') && listed('keys/a/b', 'keys/**/b'));
    assert.ok(!listed('keys/ab/c', 'keys/a/**') && !listed('keys/a', 'keys/a/**'));
  });

  it('allow no path with empty or relative parts, and no path in another storage', () => {
    for (const path of ['keys/a/../b', 'keys/a//b', 'keys/a/./b', '', 'keys/', 'keys/a/b/..'])
      assert.equal(listed(path, 'keys/**'), false, path);
    assert.equal(listed('runner/a', 'keys/**'), false);
    assert.equal(listed('keys/runner/a', 'runner/**'), false);
    assert.equal(listed('runner/a', 'runner/**'), true);
  });

  it('are not restricted without the property', () => {
    assert.equal(nodeKeyPathsOf({}), undefined);
    assert.equal(nodeKeyPathsOf({ 'project.nodeKeyPaths': ' ' }), undefined);
  });
});
