import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestKey {
  readonly privateText: string;
  readonly publicText: string;
}

/** Creates an OpenSSH key. `options` are passed to `ssh-keygen`. */
export function testKey(passphrase = '', options: readonly string[] = ['-t', 'ed25519']): TestKey {
  const folder = mkdtempSync(join(tmpdir(), 'outrunner-key-'));
  try {
    const file = join(folder, 'key');
    execFileSync('ssh-keygen', ['-q', ...options, '-N', passphrase, '-f', file]);
    return { privateText: readFileSync(file, 'utf8'), publicText: readFileSync(`${file}.pub`, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
