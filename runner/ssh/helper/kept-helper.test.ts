import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectSsh } from '../connection/connect.ts';
import type { SshConnection } from '../connection/connection.ts';
import { RemoteCommand } from '../exec/remote-command.ts';
import { beginCommand, REQUEST } from '../testing/begin-command.ts';
import { SshScene } from '../testing/scene.ts';
import { TestUser } from '../testing/test-user.ts';
import { until } from '../testing/until.ts';

const PARENT = 'tr "\\0" " " </proc/$PPID/cmdline';

describe('the helper of a connection', () => {
  let scene: SshScene;
  let on: SshConnection;
  const inScene = async (options: readonly string[]) => {
    scene = await SshScene.open(options);
    on = await connectSsh(scene.request());
  };
  afterEach(async () => {
    on.close();
    await scene.close();
  });

  const run = async (command: string, isFollowed = false) =>
    (await beginCommand(on, command, { isFollowed })).done;
  const isHelped = async (isFollowed = false) =>
    (await run(PARENT, isFollowed)).stdout.startsWith('outrunner-helper');

  it('is started by a command with `isFollowed`, and runs the next command', async () => {
    await inScene([]);
    assert.equal(await isHelped(), false);
    assert.equal(await isHelped(true), true);
    assert.equal(await isHelped(), true);
  });

  it('runs one command at a time, while a concurrent command gets its own session', async () => {
    await inScene([]);
    const first = await beginCommand(on, 'echo begun; sleep 60', { isFollowed: true });
    await until(() => first.output() === 'begun\n');
    assert.equal(await isHelped(true), false);
    first.running.cancel();
    await first.done;
  });

  it('starts each command in the same initial state', async () => {
    await inScene([]);
    const look =
      'pwd; echo "$SHLVL"; umask; A=$A-; export A; cd /; umask 077; trap "" TERM; set -f; env | sort';
    const [alone, first, second] = [await run(look), await run(look, true), await run(look)];
    const known = (text: string) => text.replaceAll(/^(_|SSH_\w+)=.*\n/gm, '');
    assert.equal(known(first.stdout), known(alone.stdout));
    assert.equal(second.stdout, first.stdout);
  });

  it('accepts a command that is longer than a pipe can buffer', async () => {
    await inScene([]);
    await run('true', true);
    const long = (letter: string) => letter.repeat(90_000);
    const environment = Object.fromEntries([...'abcdefgh'].map((letter) => [letter, long(letter)]));
    const begun = await beginCommand(on, `${PARENT}; printf %s "$a$h"; : ${long('x')}`, { environment });
    assert.equal((await begun.done).stdout, `outrunner-helper ${long('a')}${long('h')}`);
  });

  it('is replaced after it was killed or its command was cancelled', async () => {
    await inScene([]);
    const { stdout } = await run('echo $PPID', true);
    process.kill(Number(stdout), 'SIGKILL');
    await until(async () => (await run('echo $PPID', true)).stdout !== stdout);
    const begun = await beginCommand(on, 'echo begun; sleep 60', {});
    await until(() => begun.output() === 'begun\n');
    begun.running.cancel();
    await begun.done;
    await until(() => isHelped(true));
  });

  it('frees the session for the next command, even if the previous one is paused after its end', async () => {
    await inScene([]);
    const first = await beginCommand(on, 'head -c 100000 /dev/zero', { isFollowed: true });
    first.running.pause();
    first.running.resume();
    await first.done;
    first.running.pause();
    assert.equal((await run('echo next')).stdout, 'next\n');
    first.running.cancel();
    assert.equal((await run('echo more')).stdout, 'more\n');
  });

  it('ends a command that is cancelled as it begins, and processes outside its group that ignore TERM', async () => {
    await inScene([]);
    await run('true', true);
    const begun = await beginCommand(on, 'sleep 60', { graceSeconds: 60 });
    begun.running.cancel();
    assert.equal((await begun.done).signal, 'SIGTERM');
    const marks = { OUTRUNNER_OPERATION: `${process.pid}-1`, OUTRUNNER_REPLICA: 'helper-test' };
    const deaf = `setsid sh -c 'trap "" TERM; echo $$ >&2; exec >/dev/null 2>&1; while :; do sleep 1; done' & wait`;
    const left = await beginCommand(on, deaf, { isFollowed: true, environment: marks });
    await until(() => left.errors() !== '');
    left.running.cancel();
    await left.done;
    await until(() => !existsSync(`/proc/${left.errors().trim()}`));
  });

  it('abandons its start on a cancel while a start-up file hangs', async () => {
    const user = new TestUser('/bin/bash');
    try {
      writeFileSync(
        join(user.home, '.bashrc'),
        'head -c 3000000 /dev/zero >&2; [ "$ONCE" ] || read -r line; export ONCE=1; known() { echo known; }\n',
      );
      scene = await SshScene.open();
      on = await connectSsh(scene.request({ credentials: { ...scene.credentials, username: user.name } }));
      const giveUp = new AbortController();
      const begun = RemoteCommand.start(
        on,
        { ...REQUEST, command: 'true', isFollowed: true },
        { onChunk: () => undefined },
        giveUp.signal,
      );
      giveUp.abort();
      await assert.rejects(begun, /cancelled before it was started/);
    } finally {
      user.remove();
    }
  });

  it('passes on the output of a background process that a start-up file left in its session', async () => {
    const user = new TestUser('/bin/bash');
    try {
      const later = '{ read -r line <gate; printf stray; echo more; : >written; } &';
      writeFileSync(join(user.home, '.bashrc'), `[ -e gate ] || { mkfifo gate; ${later} }\n`);
      scene = await SshScene.open();
      on = await connectSsh(scene.request({ credentials: { ...scene.credentials, username: user.name } }));
      const command =
        'echo $PPID; [ -e written ] || echo >gate; until [ -e written ]; do sleep 0.01; done; exit 3';
      const { stdout, exitCode } = await run(command, true);
      // The background process writes to the session directly, so its bytes may come before or inside the command's.
      const helper = /\d+\n/.exec(stdout)?.[0] ?? '';
      assert.deepEqual([exitCode, stdout.replace(helper, '')], [3, 'straymore\n']);
      assert.equal((await run('echo $PPID')).stdout, helper);
    } finally {
      user.remove();
    }
  });

  it('reports an unknown end for a command that kills it', async () => {
    await inScene([]);
    const { failure, exitCode } = await run('kill -KILL $PPID; sleep 60', true);
    assert.deepEqual([failure?.reason, exitCode], ['IOFailure', undefined]);
  });

  it('ends if a server allows a single session and SFTP needs it', async () => {
    await inScene(['MaxSessions 1']);
    assert.equal(await isHelped(true), true);
    const sftp = await on.sftp();
    sftp.end();
    await new Promise((resolve) => sftp.once('close', resolve));
    await until(async () => (await run('echo ok', true).catch(() => undefined))?.stdout === 'ok\n');
  });
});
