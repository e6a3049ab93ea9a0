import assert from 'node:assert/strict';
import { readPattern } from '../../../support/patterns/pattern.ts';
import { rootRuns } from '../../../support/testing/as-root.ts';
import { connectSsh } from '../connection/connect.ts';
import type { SshConnection } from '../connection/connection.ts';
import { beginCommand } from '../testing/begin-command.ts';
import { SshScene } from '../testing/scene.ts';
import { TestUser } from '../testing/test-user.ts';
import type { SudoAnswer } from './sudo-answers.ts';

describe('a command on a node with sudo', () => {
  if (!rootRuns('a command on a node with sudo')) return;
  let user: TestUser;
  let other: TestUser;
  let mine: SshConnection;
  let passwords: SshScene;
  before(async () => {
    [user, other] = [new TestUser(), new TestUser()];
    for (const one of [user, other]) one.allowSudo();
    passwords = await SshScene.open(['PasswordAuthentication yes']);
    mine = await connectSsh(
      passwords.request({
        credentials: { username: user.name, password: user.password, identity: 'sudo' },
      }),
    );
  });
  after(async () => {
    mine.close();
    await passwords.close();
    user.remove();
    other.remove();
  });

  const linear = (text: string) => {
    const pattern = readPattern(text);
    return pattern.engine === 'linear' ? pattern : assert.fail('a linear pattern');
  };
  const answer = (password: string): SudoAnswer => ({
    prompt: linear('^.*password.*'),
    refusal: linear('^.*try again.*'),
    promptLines: 12,
    responseLines: 2,
    password,
  });
  const sudo = async (command: string, answers: readonly SudoAnswer[]) => {
    const terminal = { columns: 80, rows: 24 };
    return (await beginCommand(mine, command, { terminal, sudo: answers })).done;
  };

  it('has its prompt answered, and shows neither prompt nor password', async () => {
    const { stdout, exitCode } = await sudo('sudo -k whoami', [answer(user.password)]);
    assert.deepEqual([stdout, exitCode], ['root\r\n', 0]);
  });

  it('has the prompt of a nested sudo answered', async () => {
    const { stdout } = await sudo(`sudo -k -u ${other.name} sudo -k whoami`, [
      answer(user.password),
      answer(other.password),
    ]);
    assert.equal(stdout, 'root\r\n');
  });

  it('fails if sudo refuses the password', async () => {
    const { failure } = await sudo('sudo -k whoami', [answer('wrong')]);
    assert.equal(failure?.reason, 'AuthenticationFailure');
    assert.match(failure?.message ?? '', /sudo refused the password/);
  });

  it('shows all output if no prompt appears', async () => {
    const { stdout } = await sudo('printf "no\\nline end"', [answer(user.password)]);
    assert.equal(stdout, 'no\r\nline end');
  });
});
