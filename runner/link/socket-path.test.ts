import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keeperSocketPlace } from './socket-path.ts';

describe("the path of a keeper's socket", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrunner-place-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const placed = (runtimeDir: string) =>
    keeperSocketPlace('/srv/data', folder, { XDG_RUNTIME_DIR: runtimeDir }, 'linux').path;

  it('is in the runtime folder and differs for each data dir', () => {
    assert.ok(placed(folder).startsWith(`${folder}/`));
    assert.equal(placed(folder), placed(folder));
    const other = keeperSocketPlace('/srv/other', folder, { XDG_RUNTIME_DIR: folder }, 'linux').path;
    assert.notEqual(other, placed(folder));
  });

  it('is outside the runtime folder if that folder is missing, relative, or too long for a socket path', () => {
    const long = join(folder, 'x'.repeat(90));
    mkdirSync(long);
    for (const unfit of ['/nowhere', long, 'relative']) {
      assert.ok(!placed(unfit).startsWith(unfit));
      assert.ok(Buffer.byteLength(placed(unfit)) < 100);
    }
  });

  it('is the name of a named pipe on Windows', () => {
    assert.match(
      keeperSocketPlace('C:\\data', 'C:\\data\\keeper', {}, 'win32').path,
      /^\\\\\.\\pipe\\outrunner-keeper-[0-9a-f]+$/,
    );
  });
});
