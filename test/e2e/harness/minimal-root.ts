import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { cachedFolder } from '../../../scripts/cached-folder.ts';

const run = promisify(execFile);
const SUITE = 'trixie';
/** What a person needs to run the first command. */
const PACKAGES = ['curl'];
/**
 * Processes and mounts of their own: whatever is started inside is gone with its first process, and so are `/dev` and
 * `/proc`.
 */
const ENTER = ['unshare', '--mount', '--pid', '--fork', '--kill-child'];
const INSIDE =
  'root=$1; shift; mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc" && exec chroot "$root" "$@"';

/** A root file system with the smallest Debian in it and curl: no Node.js, no npm, no service manager. It needs root. */
export class MinimalRoot {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** A copy of the cached one, at that path. The first on a machine is made by debootstrap, in a minute. */
  static async open(folder: string): Promise<MinimalRoot> {
    const cached = await cachedFolder(`root-${SUITE}-minbase-${PACKAGES.join('-')}`, make);
    await run('cp', ['--archive', cached, folder]);
    return new MinimalRoot(folder);
  }

  /** Starts a program inside, with these variables alone. */
  start(command: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
    const [program = '', ...args] = [...ENTER, 'sh', '-c', INSIDE, 'sh', this.#folder, ...command];
    return spawn(program, args, {
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: '/root',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Runs one to its end. */
  async run(
    command: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
    const child = this.start(command, environment);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const [stdout, stderr, code] = await Promise.all([
      child.stdout === null ? '' : text(child.stdout),
      child.stderr === null ? '' : text(child.stderr),
      ended,
    ]);
    return { code, stdout, stderr };
  }
}

async function make(draft: string): Promise<void> {
  const options = ['--variant=minbase', `--include=${PACKAGES.join(',')}`];
  await run('debootstrap', [...options, SUITE, draft], { maxBuffer: 16 * 1024 * 1024 });
  // The packages themselves are half of it.
  await rm(join(draft, 'var', 'cache', 'apt', 'archives'), { recursive: true, force: true });
}
