import { type ChildProcess, spawn } from 'node:child_process';
import type { Workbench } from './workbench.ts';

/** A printed command that a user pastes into a shell of this machine. */
export class ShellCommand implements AsyncDisposable {
  readonly #child: ChildProcess;
  #printed = '';

  constructor(command: string, { home }: Workbench) {
    this.#child = spawn('/bin/sh', ['-c', command], {
      env: home.environment,
      cwd: home.folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#printed += text;
      });
    }
  }

  get printed(): string {
    return this.#printed;
  }

  /** Interrupts the command, as Ctrl+C in that shell does. */
  interrupt(): void {
    this.#signal('SIGINT');
  }

  /** Kills the shell and its child processes, as closing its window does. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
  }
}
