import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';

/** A user of this host, made for a test by root and removed after it, with a password. */
export class TestUser {
  readonly name = `or${randomBytes(5).toString('hex')}`;
  readonly password = randomBytes(12).toString('hex');

  readonly home = `/home/${this.name}`;

  constructor(shell = '/bin/bash') {
    execFileSync('useradd', ['--create-home', '--home-dir', this.home, '--shell', shell, this.name]);
    execFileSync('chpasswd', { input: `${this.name}:${this.password}\n` });
  }

  /** May do what any user may, with its password. */
  allowSudo(): void {
    writeFileSync(this.rule, `${this.name} ALL=(ALL) ALL\n`, { mode: 0o440 });
  }

  remove(): void {
    rmSync(this.rule, { force: true });
    try {
      execFileSync('pkill', ['-KILL', '-u', this.name]);
    } catch {
      // Nothing of it ran.
    }
    execFileSync('userdel', ['--force', '--remove', this.name], { stdio: 'ignore' });
  }

  private get rule(): string {
    return `/etc/sudoers.d/outrunner-${this.name}`;
  }
}
