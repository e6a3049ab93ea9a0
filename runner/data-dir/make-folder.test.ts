import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolderSync } from './make-folder.ts';

describe('makeFolderSync', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrunner-folder-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('creates a folder and its missing parents, accessible by their owner only, and leaves existing folders unchanged', () => {
    const path = join(folder, 'a', 'b');
    makeFolderSync(path);
    makeFolderSync(path);
    assert.equal(statSync(path).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder, 'a')).mode & 0o777, 0o700);
  });

  it('throws instead of looping if folders cannot be created', () => {
    writeFileSync(join(folder, 'file'), '');
    assert.throws(() => makeFolderSync(join(folder, 'file')), { code: 'EEXIST' });
    assert.throws(() => makeFolderSync(join(folder, 'file', 'below')), { code: 'ENOTDIR' });
    if (process.platform === 'linux') assert.throws(() => makeFolderSync('/proc/a/b'), { code: 'ENOENT' });
  });
});
