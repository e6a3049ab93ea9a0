import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { requireNode } from '../sqlite/load-sqlite.ts';
import { startProgram } from '../testing/child-program.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { openAdminToken, readAdminToken, writeAdminToken } from './admin-token.ts';
import { openDataDir } from './data-dir.ts';
import { dataDirError } from './prepare-folder.ts';

const OWNER = new URL('./own-data-dir.program.ts', import.meta.url).pathname;

function refusal(code: string, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(isOutrunnerError(error), String(error));
    assert.equal(error.code, code);
    assert.match(`${error.message} ${error.remedy}`, message);
    return true;
  };
}

describe('A data dir', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let path: string;
  beforeEach(async () => {
    scratch = await scratchFolder();
    path = join(scratch.path, 'a', 'data');
  });
  afterEach(() => scratch.remove());

  it('is created for its owner only, with a format file', async () => {
    const dataDir = await openDataDir(path);
    assert.equal((await stat(path)).mode & 0o777, 0o700);
    assert.deepEqual((await readdir(path)).sort(), ['format.json', 'owner.db']);
    assert.equal((await stat(join(path, 'format.json'))).mode & 0o777, 0o600);
    await dataDir.close();
  });

  it('is refused to a second owner in the same process', async () => {
    const first = await openDataDir(path);
    await first.announce({ pid: process.pid, socket: '/run/outrunner.sock' });
    await assert.rejects(
      openDataDir(`${path}/../data`),
      refusal('data-dir-owned', /is in use by a running process \(process \d+ at \/run\/outrunner.sock\)/),
    );
    await first.close();
    await (await openDataDir(path)).close();
  });

  it('is refused to another process with an error that identifies the owner, and is free after the owner dies', async () => {
    const owner = startProgram(OWNER, [path]);
    assert.equal(await owner.line(), 'owned');
    await assert.rejects(openDataDir(path), refusal('data-dir-owned', /at http:\/\/127\.0\.0\.1:4440/));
    await owner.kill();
    const dataDir = await openDataDir(path);
    assert.deepEqual((await readdir(path)).includes('address.json'), false, 'an old address is gone');
    await dataDir.close();
  });

  it('is refused and unlocked again if a newer program created it', async () => {
    await mkdir(path, { recursive: true });
    const format = { format: 'outrunner-coordinator-data-dir', formatVersion: 99, writtenBy: '7.8.9' };
    await writeFile(join(path, 'format.json'), JSON.stringify(format));
    await assert.rejects(openDataDir(path), refusal('data-newer', /version 7\.8\.9, which is newer/));
    await assert.rejects(openDataDir(path), refusal('data-newer', /./), 'the refusal let go of the lock');
  });

  it('sets a damaged format.json aside and rewrites it', async () => {
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'format.json'), '{"format":');
    const dataDir = await openDataDir(path);
    const [damage] = dataDir.damages.list();
    assert.equal(damage?.path, 'format.json');
    assert.equal(await readFile(join(path, damage?.movedTo ?? ''), 'utf8'), '{"format":');
    await dataDir.close();
    const again = await openDataDir(path);
    assert.deepEqual(
      again.damages.list().map((listed) => listed.path),
      [damage?.movedTo],
    );
    await again.close();
  });

  it('is refused with the reason if it cannot be created', async () => {
    await writeFile(join(scratch.path, 'a'), '');
    await assert.rejects(
      openDataDir(path),
      refusal('data-dir-unusable', /cannot be created: a part of its path is not a folder/),
    );
  });

  it('is refused if it is a file', async () => {
    await mkdir(join(scratch.path, 'a'));
    await writeFile(path, '');
    await assert.rejects(openDataDir(path), refusal('data-dir-unusable', /it is not a folder/));
  });

  const itOnPosix = process.seteuid === undefined ? () => undefined : it;
  itOnPosix('is refused with the reason if it is not writable', async () => {
    await mkdir(path, { recursive: true });
    await chmod(path, 0o555);
    const user = process.geteuid?.() ?? 0;
    if (user === 0) process.seteuid?.(65534);
    try {
      await assert.rejects(openDataDir(path), refusal('data-dir-unusable', /: permission denied/));
    } finally {
      process.seteuid?.(user);
    }
  });

  it('is refused with the reason on a read-only or full disk', () => {
    const failure = (code: string) => Object.assign(new Error(code), { code });
    assert.match(
      dataDirError(failure('EROFS'), '/d', 'it cannot be written').message,
      /read-only file system/,
    );
    assert.match(dataDirError(failure('ENOSPC'), '/d', 'it cannot be written').message, /the disk is full/);
  });

  it('reports the free space, and whether it is low', async () => {
    const dataDir = await openDataDir(path);
    assert.deepEqual((await dataDir.diskSpace()).low, false);
    dataDir.setDiskMarks({ lowBytes: Number.MAX_SAFE_INTEGER, reserveBytes: 0 });
    const space = await dataDir.diskSpace();
    assert.ok(space.freeBytes > 0);
    assert.equal(space.low, true);
    assert.equal(space.reserved, false);
    await dataDir.close();
  });

  it('stores the administrator token for its owner only, and restores the mode of an opened token file', async () => {
    const dataDir = await openDataDir(path);
    assert.equal(await readAdminToken(path), undefined);
    await writeAdminToken(path, 'secret');
    assert.equal(await readAdminToken(path), 'secret');
    const mode = async () => (await stat(join(path, 'admin.token'))).mode & 0o777;
    assert.equal(await mode(), 0o600);
    await chmod(join(path, 'admin.token'), 0o644);
    assert.equal(await readAdminToken(path), 'secret');
    assert.equal(await mode(), 0o644);
    assert.equal(await openAdminToken(path), 'secret');
    assert.equal(await mode(), 0o600);
    await dataDir.close();
  });
});

describe('A Node version without the features that storage needs', () => {
  it('is refused with an error that contains the version', () => {
    assert.throws(
      () => requireNode('20.20.2'),
      refusal('node-too-old', /^The coordinator needs .* 20\.20\.2\. /),
    );
    assert.throws(() => requireNode('22.12.0'), refusal('node-too-old', /22\.12\.0/));
    requireNode('22.13.0');
    requireNode('24.0.0');
  });
});
