import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keeperOf } from './processes.ts';

const run = promisify(execFile);

/** User and group `nobody`, which every Linux has. */
const NOBODY = 65_534;
const AS_NOBODY = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

/**
 * A program that runs Node in its own mount namespace, in which `/bin/sh` can be removed and restored without affecting
 * the host. Needs root.
 */
export class ShellSwitch {
  readonly node: string;
  readonly #broken: string;

  private constructor(node: string, broken: string) {
    this.node = node;
    this.#broken = broken;
  }

  /** @param folder for its files */
  static async make(folder: string): Promise<ShellSwitch> {
    await mkdir(folder);
    const node = join(folder, 'node');
    const broken = join(folder, 'no-shell');
    await writeFile(
      node,
      `#!/bin/sh\nexec unshare --mount --propagation private '${process.execPath}' "$@"\n`,
    );
    await chmod(node, 0o755);
    await writeFile(broken, '', { mode: 0o644 });
    return new ShellSwitch(node, broken);
  }

  async takeAway(pid: number): Promise<void> {
    await this.#within(pid, 'mount', '--bind', this.#broken, await realpath('/bin/sh'));
  }

  async bringBack(pid: number): Promise<void> {
    await this.#within(pid, 'umount', await realpath('/bin/sh'));
  }

  async #within(pid: number, ...command: readonly string[]): Promise<void> {
    await run('nsenter', [`--mount=/proc/${pid}/ns/mnt`, ...command]);
  }
}

/** Returns a program that runs Node as `nobody`, with only the capabilities to read and write all files. Needs root. */
export async function asNobody(folder: string): Promise<{ node: string; runtimeFolder: string }> {
  await mkdir(folder);
  const node = join(folder, 'node');
  const runtimeFolder = join(folder, 'run');
  const caps = '-all,+dac_override,+dac_read_search';
  const inside = `exec setpriv ${AS_NOBODY.join(' ')} --inh-caps=${caps} --ambient-caps=${caps} '${process.execPath}' "$@"`;
  await writeFile(node, `#!/bin/sh\n${inside}\n`);
  await chmod(node, 0o755);
  await mkdir(runtimeFolder, { mode: 0o700 });
  await chown(runtimeFolder, NOBODY, NOBODY);
  return { node, runtimeFolder };
}

/** Sets the maximum number of processes of the keeper's user. */
export async function limitProcesses(dataDir: string, most: number): Promise<void> {
  const keeper = await keeperOf(dataDir);
  await run('setpriv', [...AS_NOBODY, 'prlimit', `--pid=${keeper}`, `--nproc=${most}:`]);
}
