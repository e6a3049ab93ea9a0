import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { itAsRoot } from '../../../support/testing/as-root.ts';
import { connectSsh } from '../connection/connect.ts';
import type { SshConnection } from '../connection/connection.ts';
import { type BegunCommand, beginCommand } from '../testing/begin-command.ts';
import { SshScene } from '../testing/scene.ts';
import { until } from '../testing/until.ts';
import type { RemoteCommandRequest } from './remote-command.ts';

/** Runs a test only as root: an SSH server provides terminals only if it runs as root. */
const inTerminal = itAsRoot;

const IN_SESSION = 'in a session of its own';
const BY_HELPER = 'by a helper';

for (const how of [IN_SESSION, BY_HELPER])
  describe(`a command on a node, ${how}`, () => {
    let scene: SshScene;
    let connection: SshConnection;
    before(async () => {
      scene = await SshScene.open();
      connection = await connectSsh(scene.request());
    });
    after(async () => {
      connection.close();
      await scene.close();
    });

    const begin = (
      command: string,
      different: Partial<RemoteCommandRequest> = {},
      on: SshConnection = connection,
    ): Promise<BegunCommand> => beginCommand(on, command, { isFollowed: how === BY_HELPER, ...different });
    const run = async (command: string, different: Partial<RemoteCommandRequest> = {}) =>
      (await begin(command, different)).done;
    const alive = (mark: string) => processesNaming(mark).length > 0;

    it('separates its streams, and reports its exit code', async () => {
      const { stdout, stderr, exitCode } = await run('echo out; echo err >&2; exit 7');
      assert.deepEqual([stdout, stderr, exitCode], ['out\n', 'err\n', 7]);
    });

    it('reports the signal that ended it', async () => {
      const end = await run('kill -s USR1 $$');
      assert.deepEqual([end.signal, end.exitCode], ['SIGUSR1', undefined]);
    });

    it('has an empty standard input', async () => {
      assert.equal((await run('cat; echo end')).stdout, 'end\n');
    });

    it('is interpreted by the user’s shell without changes to its text', async () => {
      const text = `it's "$HOME"; \\ ! %s\n\ttwo * lines é`;
      const { stdout } = await run(`printf %s '${text.replaceAll("'", "'\\''")}'`);
      assert.equal(stdout, text);
    });

    it('gets its environment, without exposing it in process listings', async () => {
      const secret = randomBytes(12).toString('hex');
      const { stdout } = await run(
        'printf "%s|%s" "$A" "$SECRET"; tr "\\0" " " </proc/$PPID/cmdline; for p in /proc/[0-9]*; do tr "\\0" " " <$p/cmdline; done 2>/dev/null',
        { environment: { A: 'x\ny', SECRET: secret, 'not a name': 'passed over' } },
      );
      assert.ok(stdout.startsWith(`x\ny|${secret}`));
      assert.equal(stdout.split(secret).length, 2);
    });

    it('reads its input to the end', async () => {
      const script = 'echo "script $1"\nexit 3\n';
      const { stdout, exitCode } = await run('sh -s -- one', { input: script });
      assert.deepEqual([stdout, exitCode], ['script one\n', 3]);
      const long = randomBytes(100_000).toString('hex');
      assert.equal((await run('wc -c', { input: long })).stdout.trim(), String(long.length));
    });

    it('delivers 20 MB of output completely, after a pause', async () => {
      const { running, output, done } = await begin('head -c 20000000 /dev/zero');
      running.pause();
      const size = output().length;
      assert.ok(size < 20_000_000);
      running.resume();
      assert.equal((await done).stdout.length, 20_000_000);
    });

    it('ends even if a background process holds its output open', async () => {
      const mark = randomBytes(6).toString('hex');
      const { exitCode, failure } = await run(`MARK=${mark} sh -c 'sleep 300; : ${mark}' & echo started`);
      assert.deepEqual([exitCode, failure], [0, undefined]);
      assert.ok(alive(mark), 'a service that a step starts is left alone');
      for (const pid of processesNaming(mark)) process.kill(-groupOf(pid), 'SIGKILL');
    });

    it('ends with its child processes when it is cancelled', async () => {
      const mark = randomBytes(6).toString('hex');
      const { running, output, done } = await begin(
        `sh -c 'trap "" TERM; echo deaf; while :; do sleep 1; done; : ${mark}' & sh -c 'sleep 300; : ${mark}' & echo here; wait`,
      );
      await until(() => output().includes('deaf') && output().includes('here'));
      running.cancel();
      const end = await done;
      assert.equal(end.cancelled, true);
      assert.equal(end.failure, undefined);
      assert.equal(alive(mark), false);
    });

    it('also ends background processes on a cancel if its shell exits on SIGTERM', async () => {
      const mark = randomBytes(6).toString('hex');
      const { running, output, done } = await begin(
        `trap told=1 TERM; sh -c 'trap "" TERM; echo deaf; while :; do sleep 1; done; : ${mark}' & echo here; until [ "$told" ]; do wait; done; (exit 5)`,
      );
      await until(() => output().includes('deaf') && output().includes('here'));
      running.cancel();
      const end = await done;
      assert.deepEqual([end.cancelled, end.exitCode], [true, 5]);
      assert.equal(alive(mark), false);
    });

    it('has the exit code and output that its shell produces, despite traps and functions', async () => {
      const ends = [
        run('set -e; false; echo not reached'),
        run('set -eu; exit 4'),
        run('trap \'echo "bye $?"\' EXIT; (exit 3)'),
        run('kill() { echo "not this one"; }; false'),
        run('sleep 0 & false'),
      ];
      const seen = (await Promise.all(ends)).map(({ exitCode, stdout, stderr }) => [
        exitCode,
        stdout,
        stderr,
      ]);
      assert.deepEqual(seen, [
        [1, '', ''],
        [4, '', ''],
        [3, 'bye 3\n', ''],
        [1, '', ''],
        [1, '', ''],
      ]);
    });

    it('ends processes outside its group on a cancel, but not those of other operations or replicas', async () => {
      const mark = randomBytes(6).toString('hex');
      const marks = (operation: string, replica: string) => ({
        OUTRUNNER_OPERATION: operation,
        OUTRUNNER_REPLICA: replica,
      });
      const others = [marks('7-10', mark), marks('7-1', `${mark}x`)].map((environment) =>
        begin(`sh -c 'sleep 300; : ${mark}others'`, { environment }),
      );
      const { running, output, done } = await begin(
        `setsid sh -c 'sleep 300; : ${mark}own' & setsid sh -c 'trap "" TERM; echo deaf; while :; do sleep 1; done; : ${mark}own' & wait`,
        { environment: marks('7-1', mark) },
      );
      await until(() => output().includes('deaf') && processesNaming(`${mark}others`).length >= 2);
      running.cancel();
      assert.equal((await done).cancelled, true);
      await until(() => !alive(`${mark}own`));
      assert.ok(processesNaming(`${mark}others`).length >= 2);
      for (const other of others) {
        const begun = await other;
        begun.running.cancel();
        await begun.done;
      }
    });

    it('receives a single signal on a cancel, and starts no further program', async () => {
      const environment = { OUTRUNNER_OPERATION: '7-2', OUTRUNNER_REPLICA: randomBytes(6).toString('hex') };
      const { running, output, done } = await begin(
        `trap : TERM; sh -c 'trap "echo told" TERM; echo here; while :; do sleep 0.05; done'; echo more`,
        { environment },
      );
      await until(() => output() === 'here\n');
      running.cancel();
      const { stdout, stderr } = await done;
      assert.deepEqual([stdout.match(/told/g)?.length, stdout.includes('more')], [1, false]);
      assert.doesNotMatch(stderr, /Killed/);
    });

    it('can exit by itself after SIGTERM', async () => {
      const { running, output, done } = await begin(
        'trap "echo bye; exit 4" TERM; echo here; while :; do sleep 0.05; done',
      );
      await until(() => output() === 'here\n');
      running.cancel();
      const end = await done;
      assert.deepEqual([end.cancelled, end.exitCode], [true, 4]);
      assert.match(end.stdout, /bye/);
    });

    it('continues after it signals its own process group', async () => {
      const { stdout, exitCode } = await run('trap : TERM; kill -s TERM 0; sleep 0.1; echo still here');
      assert.deepEqual([stdout, exitCode], ['still here\n', 0]);
    });

    it('ends when it exceeds its time limit', async () => {
      const { failure, cancelled } = await run('sleep 300', { timeoutMilliseconds: 50 });
      assert.match(failure?.message ?? '', /longer than 0.05 s/);
      assert.equal(cancelled, false);
    });

    it('ends at its time limit or on a cancel even if its server hangs', async () => {
      const hanging = await SshScene.open();
      const mark = `300.${randomBytes(4).readUInt32BE()}`;
      const sleep = `sleep ${mark}`;
      try {
        const own = await connectSsh(hanging.request());
        const late = await begin(`echo here; ${sleep}`, { timeoutMilliseconds: 500, graceSeconds: 0 }, own);
        const cancelled = await begin(`echo here; ${sleep}`, { graceSeconds: 0 }, own);
        await until(() => late.output() === 'here\n' && cancelled.output() === 'here\n');
        hanging.server.freezeConnections();
        cancelled.running.cancel();
        assert.match((await late.done).failure?.message ?? '', /longer than 0.5 s/);
        const end = await cancelled.done;
        assert.deepEqual([end.cancelled, end.exitCode, end.signal], [true, undefined, undefined]);
        own.close();
      } finally {
        await hanging.close();
      }
      await until(() => !alive(mark));
    });

    for (const terminal of [undefined, { columns: 80, rows: 24 }]) {
      (terminal ? inTerminal : it)(
        `ends when its link is lost, and reports the loss${terminal ? ', also in a terminal' : ''}`,
        async () => {
          const own = await connectSsh(scene.request());
          const mark = randomBytes(6).toString('hex');
          const { output, done } = await begin(
            `sh -c 'sleep 300; : ${mark}' & sh -c 'echo here; sleep 300; : ${mark}'`,
            terminal ? { terminal } : {},
            own,
          );
          await until(() => /here/.test(output()));
          scene.server.breakConnections();
          const { failure, exitCode } = await done;
          assert.equal(failure?.reason, 'ConnectionFailure');
          assert.equal(exitCode, undefined);
          await until(() => !alive(mark));
          connection = await connectSsh(scene.request());
        },
      );
    }

    inTerminal('in a terminal has its size, receives input, and hides its environment', async () => {
      const { running, output, done } = await begin(
        'stty size; read -r line; echo "<$line>"; read -r x; stty size',
        {
          terminal: { columns: 100, rows: 30 },
          environment: { SECRET: 'hidden-value' },
        },
      );
      await until(() => output() === '30 100\r\n');
      running.write('typed\n');
      await until(() => /<typed>\r\n$/.test(output()));
      running.resize({ columns: 120, rows: 40 });
      running.write('\n');
      assert.equal((await done).stdout, '30 100\r\ntyped\r\n<typed>\r\n\r\n40 120\r\n');
    });

    inTerminal('in a terminal can be interrupted with Ctrl+C, and cancelled', async () => {
      const terminal = { columns: 80, rows: 24 };
      const first = await begin('echo here; sleep 300', { terminal });
      await until(() => /here/.test(first.output()));
      first.running.write('\x03');
      assert.notEqual((await first.done).exitCode, 0);
      const second = await begin('trap "" INT; echo here; sleep 300', { terminal });
      await until(() => /here/.test(second.output()));
      second.running.cancel();
      assert.equal((await second.done).cancelled, true);
    });

    inTerminal('in a terminal also ends processes outside its session on a cancel', async () => {
      const mark = randomBytes(6).toString('hex');
      const environment = { OUTRUNNER_OPERATION: '7-3', OUTRUNNER_REPLICA: mark };
      const { running, output, done } = await begin(
        `setsid sh -c 'trap "" TERM HUP; echo deaf; while :; do sleep 1; done; : ${mark}own' & sleep 300`,
        { environment, terminal: { columns: 80, rows: 24 } },
      );
      await until(() => output().includes('deaf'));
      running.cancel(1);
      assert.equal((await done).cancelled, true);
      assert.equal(alive(`${mark}own`), false);
    });

    it('is sent unchanged to a Windows node', async () => {
      const { stdout, exitCode } = await run('echo "$0"; echo out; exit 5', { windows: true });
      assert.match(stdout, /bash\nout\n$|sh\nout\n$/);
      assert.equal(exitCode, 5);
    });
  });

function processesNaming(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(join('/proc', name, 'cmdline')))
    .filter((name) => {
      try {
        return readFileSync(join('/proc', name, 'cmdline'), 'utf8').includes(`: ${mark}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function groupOf(pid: number): number {
  return Number(
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')[2],
  );
}
