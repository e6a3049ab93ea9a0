import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './checkout/root.ts';

/**
 * Ensures that the Debian packages of `.ci/apt.txt` are installed: root installs missing packages, and other users get
 * an error with the command. On a system without apt, each lane reports the programs that it misses.
 *
 * @throws when packages are absent and cannot be installed, with the command that installs them
 */
export function ensureAptPackages(say: (line: string) => void): void {
  if (!existsSync('/usr/bin/apt-get')) return;
  const absent = absentPackages(readPackageList(readFileSync(join(root, '.ci', 'apt.txt'), 'utf8')));
  if (absent.length === 0) return;
  const command = `apt-get install --yes --no-install-recommends ${absent.join(' ')}`;
  if (process.getuid?.() !== 0) throw new Error(`packages are missing: sudo ${command}`);

  say(`installing packages: ${absent.join(' ')}`);
  apt('update', '--quiet');
  apt('install', '--yes', '--quiet', '--no-install-recommends', ...absent);
  const still = absentPackages(absent);
  if (still.length > 0)
    throw new Error(`apt-get could not install ${still.join(' ')}: see above, then run: ${command}`);
}

/** Parses a list with one package per line and `#` comments. */
export function readPackageList(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

function absentPackages(packages: readonly string[]): string[] {
  const query = spawnSync(
    'dpkg-query',
    ['--show', '--showformat=${Package}\t${db:Status-Status}\n', ...packages],
    {
      encoding: 'utf8',
    },
  );
  const installed = new Set(
    query.stdout
      .split('\n')
      .filter((line) => line.endsWith('\tinstalled'))
      .map((line) => line.split('\t')[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

function apt(...args: string[]): void {
  spawnSync('apt-get', args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
