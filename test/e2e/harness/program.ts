import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../../scripts/checkout/root.ts';

/** The built command line program. */
export const OUTRUNNER = join(root, 'dist/outrunner.cjs');

const KEPT_CHARACTERS = 200_000;

export interface ProgramOptions {
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Path of a different Node, instead of the one that runs the tests. */
  readonly node?: string;
  /** Path of a different `outrunner`, instead of the one built in this checkout. */
  readonly program?: string;
  readonly input?: string;
}

/** A running `outrunner`, with its output so far. */
export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  #stdout = '';
  #stderr = '';

  constructor(options: ProgramOptions) {
    this.child = spawn(options.node ?? process.execPath, [options.program ?? OUTRUNNER, ...options.args], {
      env: options.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin?.end(options.input ?? '');
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout = (this.#stdout + text).slice(-KEPT_CHARACTERS);
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-KEPT_CHARACTERS);
    });
    this.ended = once(this.child, 'close').then(() => ({
      code: this.child.exitCode,
      signal: this.child.signalCode,
    }));
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the program did not start');
    return this.child.pid;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Sends a signal and waits for the exit. */
  async end(
    signal: NodeJS.Signals,
  ): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.ended;
  }
}
