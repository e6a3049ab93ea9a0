import assert from 'node:assert/strict';
import { matchingFiles } from './matching-files.ts';

const matches = (printed: string, ...paths: string[]) => {
  const { files, isCertain } = matchingFiles(
    printed,
    paths.map((path) => ({ uri: `file:///project/${path}`, path })),
  );
  return [files.map(({ path }) => path), isCertain];
};

describe('matchingFiles', () => {
  it('returns the file with the longest common end, whichever path is longer', () => {
    assert.deepEqual(matches('src/a.c', 'src/a.c', 'test/a.c'), [['src/a.c'], true]);
    assert.deepEqual(matches('builds/7/src/a.c', 'src/a.c', 'test/a.c'), [['src/a.c'], true]);
    assert.deepEqual(matches('a.c', 'lib/deep/a.c'), [['lib/deep/a.c'], true]);
  });

  it('reports an uncertain match if several files match, or if both paths continue differently', () => {
    assert.deepEqual(matches('a.c', 'src/a.c', 'test/a.c'), [['src/a.c', 'test/a.c'], false]);
    assert.deepEqual(matches('builds/src/a.c', 'old/src/a.c'), [['old/src/a.c'], false]);
  });

  it('returns no file if the name of the file differs', () => {
    assert.deepEqual(matches('src/a.c', 'src/b.c', 'src/xa.c'), [[], false]);
  });
});
