import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { runMark } from './run-mark.ts';

/** Prefix of the comment of every test user in `/etc/passwd`. The mark of the test run follows. */
export const USER_COMMENT = 'outrunner-test-run';

/** A user of this host with a password. Root creates the user for a test and removes it afterwards. */
export class TestUser {
  readonly name = `or${randomBytes(5).toString('hex')}`;
  readonly password = randomBytes(12).toString('hex');

  readonly home = `/home/${this.name}`;

  constructor(shell = '/bin/bash') {
    const comment = `${USER_COMMENT} ${runMark()}`;
    const options = ['--create-home', '--home-dir', this.home, '--shell', shell, '--comment', comment];
    execFileSync('useradd', [...options, this.name]);
    execFileSync('chpasswd', { input: `${this.name}:${this.password}\n` });
  }

  /** Allows the user to use sudo with its password. */
  allowSudo(): void {
    writeFileSync(this.#rule, `${this.name} ALL=(ALL) ALL\n`, { mode: 0o440 });
  }

  remove(): void {
    removeUser(this.name);
  }

  get #rule(): string {
    return ruleOf(this.name);
  }
}

/** Ends the processes of a test user, and removes the user with its folder. */
export function removeUser(name: string): void {
  rmSync(ruleOf(name), { force: true });
  try {
    execFileSync('pkill', ['-KILL', '-u', name]);
  } catch {
    // The user had no running process.
  }
  execFileSync('userdel', ['--force', '--remove', name], { stdio: 'ignore' });
}

function ruleOf(name: string): string {
  return `/etc/sudoers.d/outrunner-${name}`;
}
