import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootRuns } from '../../../support/testing/as-root.ts';
import { connectSsh } from '../connection/connect.ts';
import type { SshConnection } from '../connection/connection.ts';
import { beginCommand } from '../testing/begin-command.ts';
import { SshScene } from '../testing/scene.ts';
import { TestUser } from '../testing/test-user.ts';
import type { RemoteCommandRequest } from './remote-command.ts';

const SHELLS = ['bash', 'dash', 'sh', 'zsh', 'ksh', 'mksh', 'tcsh', 'fish'];

describe('the login shell of a user on a node', () => {
  if (!rootRuns('the login shell of a user on a node')) return;
  let scene: SshScene;
  let isFollowed = false;
  afterEach(() => {
    isFollowed = false;
  });
  before(async () => {
    scene = await SshScene.open();
  });
  after(() => scene.close());

  const run = async (on: SshConnection, command: string, different: Partial<RemoteCommandRequest> = {}) => {
    const { stdout, stderr, exitCode, signal } = await (
      await beginCommand(on, command, { isFollowed, ...different })
    ).done;
    return { stdout, stderr, exitCode, signal };
  };
  const asUserOf = async (shell: string, act: (on: SshConnection) => Promise<void>, bashrc?: string) => {
    const user = new TestUser(shell);
    try {
      if (bashrc !== undefined) writeFileSync(join(user.home, '.bashrc'), bashrc);
      const credentials = { ...scene.credentials, username: user.name };
      const connection = await connectSsh(scene.request({ credentials }));
      await act(connection);
      connection.close();
    } finally {
      user.remove();
    }
  };

  for (const shell of SHELLS) {
    if (!existsSync(`/bin/${shell}`)) continue;
    it(`(${shell}) interprets the command`, () =>
      asUserOf(`/bin/${shell}`, async (on) => {
        const ownWords: Readonly<Record<string, string>> = {
          tcsh: 'if ("$A" =~ x*) echo "$A"; echo é; exit 3',
          fish: 'if string match -q "x*" "$A"; echo "$A"; end; echo é; exit 3',
        };
        const command = ownWords[shell] ?? 'case $A in x*) echo "$A";; esac; echo é; exit 3';
        for (const more of [{}, { input: 'unread' }, { isFollowed: true }, {}]) {
          const end = await run(on, command, { environment: { A: "x'y z" }, ...more });
          assert.deepEqual(end, { stdout: "x'y z\né\n", stderr: '', exitCode: 3, signal: undefined });
        }
        const { stdout } = await run(on, command, {
          environment: { A: 'x' },
          terminal: { columns: 80, rows: 24 },
        });
        assert.equal(stdout, 'x\r\né\r\n');
      }));
  }

  const onBash = (title: string, act: (on: SshConnection) => Promise<void>, bashrc?: string) => {
    it(`(bash) ${title}`, () => asUserOf('/bin/bash', act, bashrc));
    it(`(bash below a helper) ${title}`, () => {
      isFollowed = true;
      return asUserOf('/bin/bash', act, bashrc);
    });
  };

  onBash('waits only for processes that the command started', async (on) => {
    assert.equal((await run(on, 'sleep 0.01 & wait; jobs; echo done')).stdout, 'done\n');
  });

  onBash('exposes no variable, argument or input of the runner to the command', async (on) => {
    const { stdout } = await run(on, 'set | grep ^__; env | grep ^__; echo "$#"; cat; echo "a\nb"', {
      environment: { LINES: 'one\ntwo' },
    });
    assert.equal(stdout, '0\na\nb\n');
  });

  onBash('fails with the message of a syntax error', async (on) => {
    const { stdout, stderr, exitCode } = await run(on, 'echo "open');
    assert.deepEqual([stdout, exitCode === 0], ['', false]);
    assert.match(stderr ?? '', /unexpected EOF/);
  });

  onBash('skips the rest of a command after a failure with set -e, and runs its traps', async (on) => {
    const { stdout, exitCode } = await run(on, 'trap "echo bye" EXIT; set -e; false; echo never');
    assert.deepEqual([stdout, exitCode], ['bye\n', 1]);
  });

  onBash('can be replaced by a program, whose exit code or signal is reported', async (on) => {
    assert.equal((await run(on, 'exec sh -c "exit 5"')).exitCode, 5);
    assert.equal((await run(on, 'exec sh -c "kill -KILL \\$\\$"')).signal, 'SIGKILL');
  });

  onBash(
    'reads multi-byte characters in its own locale, and has the definitions of its start-up file',
    async (on) => {
      const text = 'é€😀'.repeat(20_000);
      const { stdout } = await run(on, `hello "${text}"`);
      assert.equal(stdout, `hello C.UTF-8 ${text}\n`);
    },
    'export LANG=C.UTF-8\nhello() { echo "hello $LANG $1"; }\n',
  );

  onBash(
    'ends at a failure if its start-up file sets -e',
    async (on) => {
      assert.equal((await run(on, 'echo begun; false; echo never')).stdout, 'begun\n');
    },
    'set -e\n',
  );
});
