import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connectSsh } from '../connection/connect.ts';
import type { SshConnection } from '../connection/connection.ts';
import type { RemoteCommandRequest } from '../exec/remote-command.ts';
import { beginCommand } from '../testing/begin-command.ts';
import { SshScene } from '../testing/scene.ts';
import { until } from '../testing/until.ts';

describe('the processes of a helper', () => {
  let scene: SshScene;
  let on: SshConnection;
  beforeEach(async () => {
    scene = await SshScene.open();
    on = await connectSsh(scene.request());
  });
  afterEach(async () => {
    on.close();
    await scene.close();
  });

  const begin = (command: string, different: Partial<RemoteCommandRequest> = {}) =>
    beginCommand(on, command, { isFollowed: true, ...different });
  const run = async (command: string) => (await begin(command)).done;
  const startHelper = async () => Number((await run('echo $PPID')).stdout);
  const waitingOf = async (helper: number): Promise<number> => {
    await until(() => childrenOf(helper).length === 1);
    return childrenOf(helper)[0] ?? 0;
  };

  it('include one that waits for the next command and that is replaced if it is killed', async () => {
    const helper = await startHelper();
    const lost = await waitingOf(helper);
    process.kill(lost, 'SIGKILL');
    await until(() => !isThere(lost));
    assert.equal((await run('echo ok')).stdout, 'ok\n');
    const waiting = await waitingOf(helper);
    on.close();
    await until(() => !isThere(helper) && !isThere(waiting));
  });

  it('end if the helper is killed', async () => {
    const helper = await startHelper();
    const waiting = await waitingOf(helper);
    process.kill(helper, 'SIGKILL');
    await until(() => !isThere(waiting));
  });

  it('keep no folder in use, while commands run in the folder where a session begins', async () => {
    const helper = await startHelper();
    await waitingOf(helper);
    const { stdout } = await run('readlink /proc/$PPID/cwd; cd; pwd -P; readlink /proc/$$/cwd');
    const [ofHelper, home, ofCommand] = stdout.split('\n');
    assert.deepEqual([ofHelper, ofCommand], ['/', home]);
  });

  it('end on a cancel, even if the waiting process is stopped and its pipe is full', async () => {
    const helper = await startHelper();
    process.kill(await waitingOf(helper), 'SIGSTOP');
    const long = 'x'.repeat(90_000);
    const stopped = await begin('echo begun', { environment: { A: long, B: long } });
    stopped.running.cancel();
    const { signal, stdout } = await stopped.done;
    assert.deepEqual([signal, stdout], ['SIGKILL', '']);
    await until(() => !isThere(helper));
  });

  it('do not block on output after the connection is lost', async () => {
    const begun = await begin('trap "" TERM; echo "$$ $PWD"; yes; : >ended', { graceSeconds: 5 });
    await until(() => begun.output().includes('\ny'));
    const [pid, home] = begun.output().split('\n')[0]?.split(' ') ?? [];
    on.close();
    await until(() => !isThere(Number(pid)));
    assert.ok(existsSync(`${home}/ended`));
  });

  it('include a watcher of a long command, which ends the command if the helper is killed', async () => {
    const marks = { OUTRUNNER_OPERATION: `${process.pid}-2`, OUTRUNNER_REPLICA: 'helper-test' };
    const away = `setsid sh -c 'echo $$; exec sleep 600' & sleep 600 & echo $!; echo $PPID; wait`;
    const begun = await begin(away, { environment: marks });
    await until(() => begun.output().split('\n').length === 4);
    const [one = 0, other = 0, third = 0] = begun.output().trim().split('\n').map(Number);
    const helper = [one, other, third].find((pid) => nameOf(pid) === 'outrunner-helper') ?? 0;
    await until(() => namesBelow(helper).includes('outrunner-watcher'));
    process.kill(helper, 'SIGKILL');
    const { failure, exitCode, signal } = await begun.done;
    assert.deepEqual([failure?.reason, exitCode, signal], ['IOFailure', undefined, undefined]);
    for (const pid of [one, other, third]) assert.equal(isThere(pid), false);
  });

  it('include a watcher only until its command has ended', async () => {
    const begun = await begin('mkfifo gate; echo "$PPID $PWD"; read -r line <gate');
    await until(() => begun.output() !== '');
    const [pid, home] = begun.output().trim().split(' ');
    const helper = Number(pid);
    await until(() => namesBelow(helper).includes('outrunner-watcher'));
    writeFileSync(`${home}/gate`, 'go\n');
    assert.equal((await begun.done).exitCode, 0);
    await until(() => namesBelow(helper).join() === 'outrunner-helper');
  });
});

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

const namesBelow = (pid: number) => childrenOf(pid).map(nameOf);

/** Returns whether the process is running. A zombie counts as ended. */
function isThere(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

function nameOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '';
}
