import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itAsRoot } from '../../protocol/testing/as-root.ts';
import { carryOut } from './carry-out.ts';

const OTHER_USER = 65_534;
const ROUNDS = 12;
const PAIRS = 20;

/** Exchanges folders with links to the victim, each pair in one step, until it is ended. */
const EXCHANGE = `
import ctypes, sys
libc, here, pairs = ctypes.CDLL(None), -100, int(sys.argv[2])
names = [(f'{sys.argv[1]}/{i}/d'.encode(), f'{sys.argv[1]}/{i}/l'.encode()) for i in range(pairs)]
print('ready', flush=True)
while True:
    for one, other in names: libc.renameat2(here, one, here, other, 2)
`;

describe('purging the data dir of a runner', () => {
  let folder: string;
  let dataDir: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-purge-'));
    await chmod(folder, 0o755);
    dataDir = join(folder, 'data');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const purge = () =>
    carryOut([{ kind: 'purge', path: dataDir }], {
      say: () => undefined,
      environment: process.env,
      token: undefined,
    });
  const ownedByOther = (path: string) => execFileSync('chown', ['-hR', `${OTHER_USER}:${OTHER_USER}`, path]);

  itAsRoot('removes it with everything that the user of its steps left there', async () => {
    await mkdir(join(dataDir, 'spool', 'deep'), { recursive: true });
    await writeFile(join(dataDir, 'spool', 'deep', '-rf\nname'), '');
    await symlink('/etc', join(dataDir, 'link'));
    ownedByOther(dataDir);
    await purge();
    assert.deepEqual(await readdir(folder), []);
    assert.ok((await stat('/etc/passwd')).isFile());
  });

  itAsRoot('removes nothing outside of it, while a step exchanges its folders with links', async () => {
    const victim = join(folder, 'victim');
    await mkdir(victim);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let pair = 0; pair < PAIRS; pair += 1) {
        await writeFile(join(victim, `precious-${pair}`), '');
        await mkdir(join(dataDir, `${pair}`, 'd', 'within'), { recursive: true });
        await symlink(victim, join(dataDir, `${pair}`, 'l')).catch(() => undefined);
      }
      ownedByOther(dataDir);
      const attacker = spawn('python3', ['-c', EXCHANGE, dataDir, `${PAIRS}`], {
        uid: OTHER_USER,
        gid: OTHER_USER,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(attacker.stdout, 'data');
      // The step may keep it from being removed whole; that is said.
      await purge().catch((error: Error) => assert.match(error.message, /^The installation stopped/));
      attacker.kill('SIGKILL');
      await once(attacker, 'exit');
      assert.equal((await readdir(victim)).length, PAIRS);
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  itAsRoot('removes nothing where another user could exchange a folder above it', async () => {
    const shared = join(folder, 'shared');
    await mkdir(join(shared, 'data', 'spool'), { recursive: true });
    dataDir = join(shared, 'data');
    ownedByOther(dataDir);
    await chmod(shared, 0o777);
    await assert.rejects(purge(), /shared can be changed by another user.*remove \S+ by hand/);
    await chmod(shared, 0o755);
    await chown(shared, OTHER_USER - 1, OTHER_USER - 1);
    await assert.rejects(purge(), /shared can be changed by another user/);
    assert.deepEqual(await readdir(dataDir), ['spool']);
  });

  itAsRoot('removes nothing of another user where a link above it leads to that user', async () => {
    const homes = ['mallory', 'alice'].map((name) => join(folder, name));
    const [mallory = '', alice = ''] = homes;
    await mkdir(mallory);
    await mkdir(join(alice, 'data'), { recursive: true });
    execFileSync('chown', ['-R', `${OTHER_USER - 1}`, alice]);
    await symlink(alice, join(mallory, 'runners'));
    ownedByOther(mallory);
    dataDir = join(mallory, 'runners', 'data');
    await assert.rejects(purge(), /can be changed by another user/);
    assert.deepEqual(await readdir(alice), ['data']);
  });

  itAsRoot('removes only a link where a step put one in its place', async () => {
    const shared = join(folder, 'shared');
    const victim = join(folder, 'victim');
    await mkdir(shared);
    await chmod(shared, 0o1777);
    await mkdir(join(victim, 'precious'), { recursive: true });
    dataDir = join(shared, 'data');
    await symlink(victim, dataDir);
    ownedByOther(dataDir);
    await purge();
    assert.deepEqual(await readdir(shared), []);
    assert.deepEqual(await readdir(victim), ['precious']);
  });

  itAsRoot('removes it from the home of the user that it belongs to', async () => {
    const home = join(folder, 'home');
    await mkdir(home);
    await chown(home, OTHER_USER, OTHER_USER);
    dataDir = join(home, 'data');
    await mkdir(join(dataDir, 'spool'), { recursive: true });
    ownedByOther(dataDir);
    await purge();
    assert.deepEqual(await readdir(home), []);
  });
});
