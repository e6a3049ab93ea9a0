import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';

const PROGRAM = new URL('../../testing/download-file.program.ts', import.meta.url).pathname;

describe('the download of a file', () => {
  it('fails if a write stores only a part of the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outrunner-download-'));
    const path = join(folder, 'data');
    // The limit on the size of a file is 64 blocks: the write that reaches the limit is short, and the next write
    // fails.
    const limited = `trap '' XFSZ; ulimit -f 64; exec "$0" "$@"`;
    const size = 64 * 512 + 1000;
    const { stdout } = await promisify(execFile)('sh', [
      ...['-c', limited, process.execPath],
      ...[PROGRAM, String(size), path],
    ]);
    const written = (await stat(path)).size;
    await rm(folder, { recursive: true });
    assert.ok(written < size);
    assert.match(stdout, /could not be fetched: EFBIG/);
  });
});
