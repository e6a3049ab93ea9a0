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
 * Enters a separate process and mount namespace: all processes, `/dev` and `/proc` disappear with its first
 * process.
 */
const ENTER = ['unshare', '--mount', '--pid', '--fork', '--kill-child'];
const INSIDE =
  'root=$1; shift; mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc" && exec chroot "$root" "$@"';

/** A root file system with a minimal Debian, curl and systemd, without Node.js and npm. Requires root. */
export class MinimalRoot {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Creates a copy of the cached root file system at this path. On first use on a machine, debootstrap creates the
   * cache in about a minute.
   */
  static async open(folder: string): Promise<MinimalRoot> {
    const cached = await cachedFolder(`root-${SUITE}-minbase-${PACKAGES.join('-')}`, make);
    await run('cp', ['--archive', cached, folder]);
    return new MinimalRoot(folder);
  }

  /** Starts a program inside, with only these environment variables. */
  start(command: readonly string[]): ChildProcess {
    const [program = '', ...args] = this.#entered(command);
    return spawn(program, args, { env: environmentOf({}), stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Runs a program inside until it exits. */
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
  // The downloaded packages are half of the root's size.
  await rm(join(draft, 'var', 'cache', 'apt', 'archives'), { recursive: true, force: true });
}
