import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { itAsRoot } from '../../support/testing/as-root.ts';
import { carryOutActs } from './carry-out.ts';
import type { InstallAct } from './install-act.ts';

describe('an installation', () => {
  let folder: string;
  const said: string[] = [];
  const host = { say: (line: string) => said.push(line), environment: process.env, token: 'a token' };
  const shell = (script: string): InstallAct => ({ kind: 'run', command: ['/bin/sh', '-c', script] });
  const failed = (error: unknown) => isOutrunnerError(error) && error.code === 'install-failed';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-install-'));
    said.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  itAsRoot('installs programs that other users can run, even with a strict umask', async () => {
    const program = join(folder, 'program');
    await writeFile(program, '');
    await chmod(program, 0o600);
    const mode = async (path: string) => (await stat(join(folder, path))).mode & 0o777;
    const before = process.umask(0o077);
    try {
      await carryOutActs(
        [
          { kind: 'copy', from: program, to: join(folder, 'lib', 'outrunner', 'outrunner') },
          { kind: 'folder', path: join(folder, 'data', 'east'), mode: 0o700 },
          { kind: 'write', path: join(folder, 'units', 'unit'), text: '' },
        ],
        host,
      );
      assert.equal(process.umask(), 0o077, 'the umask is restored');
    } finally {
      process.umask(before);
    }
    assert.deepEqual(
      [await mode('lib'), await mode('lib/outrunner'), await mode('lib/outrunner/outrunner')],
      [0o755, 0o755, 0o755],
    );
    assert.deepEqual([await mode('data'), await mode('data/east')], [0o755, 0o700]);
    assert.deepEqual([await mode('units'), await mode('units/unit')], [0o755, 0o644]);
  });

  it('stops at a failure, and restores the previous state', async () => {
    const file = join(folder, 'restored');
    const acts = [shell('exit 3'), shell(`echo never >${file}`)];
    await assert.rejects(carryOutActs(acts, host, [shell(`echo restored >${file}`)]), failed);
    assert.equal(await readFile(file, 'utf8'), 'restored\n');
  });

  it('ends the running command on an abort, and restores the previous state', async () => {
    const file = join(folder, 'restored');
    const giving = new AbortController();
    const running = carryOutActs(
      [shell('while :; do sleep 0.05; done')],
      { ...host, say: () => setImmediate(() => giving.abort()), signal: giving.signal },
      [shell(`echo restored >${file}`)],
    );
    await assert.rejects(running, /it was interrupted/);
    assert.equal(await readFile(file, 'utf8'), 'restored\n');
  });

  it('restores the previous state only after the aborted command has ended', async () => {
    const file = join(folder, 'order');
    const giving = new AbortController();
    const ready = join(folder, 'ready');
    execFileSync('mkfifo', [ready]);
    const clean = `i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo ended >>${file}; exit`;
    const running = carryOutActs(
      [shell(`trap '${clean}' TERM; echo >${ready}; while :; do :; done`)],
      { ...host, signal: giving.signal },
      [shell(`echo restored >>${file}`)],
    );
    await readFile(ready);
    giving.abort();
    await assert.rejects(running, /it was interrupted/);
    assert.equal(await readFile(file, 'utf8'), 'ended\nrestored\n');
  });

  it('passes the token only to the enrollment command, on standard input', async () => {
    const file = join(folder, 'environment');
    const print = (to: string) => shell(`{ cat; env | grep -c 'a token' || :; } >>${to}`);
    await carryOutActs([print(file), { ...print(file), takesToken: true } as InstallAct], host);
    assert.equal(await readFile(file, 'utf8'), '0\na token0\n');
  });
});
