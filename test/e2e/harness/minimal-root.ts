import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cachedFolder } from '../../../scripts/checkout/cached-folder.ts';
import { type Ended, environmentOf, runToEnd } from './run-to-end.ts';

const run = promisify(execFile);
const SUITE = 'trixie';
/** The packages needed for the first command, and a service manager, which runs only if the root is booted. */
const PACKAGES = ['curl', 'systemd-sysv'];
/**
 * Processes and mounts of their own: whatever is started inside is gone with its first process, and so are `/dev` and
 * `/proc`.
 */
const ENTER = ['unshare', '--mount', '--pid', '--fork', '--kill-child'];
const INSIDE =
  'root=$1; shift; mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc" && exec chroot "$root" "$@"';

/** A root file system with the smallest Debian in it, curl and systemd: no Node.js, no npm. It needs root. */
export class MinimalRoot {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A copy of the cached one, at that path. The first on a machine is made by debootstrap, in a minute. */
  static async open(folder: string): Promise<MinimalRoot> {
    const cached = await cachedFolder(`root-${SUITE}-minbase-${PACKAGES.join('-')}`, make);
    await run('cp', ['--archive', cached, folder]);
    return new MinimalRoot(folder);
  }

  /** Starts a program inside, with these variables alone. */
  start(command: readonly string[]): ChildProcess {
    const [program = '', ...args] = this.#entered(command);
    return spawn(program, args, { env: environmentOf({}), stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Runs one to its end. */
  run(command: readonly string[]): Promise<Ended> {
    return runToEnd(this.#entered(command));
  }

  #entered(command: readonly string[]): readonly string[] {
    return [...ENTER, 'sh', '-c', INSIDE, 'sh', this.folder, ...command];
  }
}

async function make(draft: string): Promise<void> {
  const options = ['--variant=minbase', `--include=${PACKAGES.join(',')}`];
  await run('debootstrap', [...options, SUITE, draft], { maxBuffer: 16 * 1024 * 1024 });
  // The packages themselves are half of it.
  await rm(join(draft, 'var', 'cache', 'apt', 'archives'), { recursive: true, force: true });
}
