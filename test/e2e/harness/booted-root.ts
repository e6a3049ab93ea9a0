import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type Ended, runToEnd } from './run-to-end.ts';
import { until } from './until.ts';

/** States that systemd reports once startup has finished, even if units failed. */
const STARTED = /^(running|degraded)$/m;

/** A root file system in which systemd runs as the first process, on this host's network. Requires root. */
export class BootedRoot implements AsyncDisposable {
  readonly #container: ChildProcess;
  readonly #first: string;

  private constructor(container: ChildProcess, first: string) {
    this.#container = container;
    this.#first = first;
  }

  static async boot(folder: string): Promise<BootedRoot> {
    const options = ['--quiet', '--register=no', '--keep-unit', `--machine=outrunner-${process.pid}`];
    const container = spawn('systemd-nspawn', [...options, '--boot', '--directory', folder], {
      stdio: 'ignore',
    });
    const { pid } = container;
    const children = `/proc/${pid}/task/${pid}/children`;
    // The first child may be a process that only creates the container and then exits.
    return until('systemd to start', async () => {
      const [first = ''] = (await readFile(children, 'utf8').catch(() => '')).split(' ');
      const booted = new BootedRoot(container, first);
      const { stdout } = await booted.run(['systemctl', 'is-system-running']);
      return STARTED.test(stdout) ? booted : undefined;
    });
  }

  /** Runs a program in the system until it exits, with only these environment variables. */
  run(command: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return runToEnd(['nsenter', '--target', this.#first, '--all', ...command], environment);
  }

  /** Shuts the system down. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#container, 'exit');
    this.#container.kill('SIGTERM');
    await ended;
  }
}
