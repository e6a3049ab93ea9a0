import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { systemCode } from '../../support/files/system-code.ts';
import { timerDelay } from '../../support/time/longest-timer.ts';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** The complete environment. No variable of the runner is added. */
  readonly environment: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** Maximum size of standard output, in bytes. */
  readonly maxBytes: number;
  /**
   * How a person can find out why the program fails. If set, errors do not quote standard error, because it may contain
   * lines of files.
   */
  readonly explainedBy?: string;
  readonly signal: AbortSignal;
}

/** Thrown if a program gave no usable output. The message is a sentence without a full stop. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';
}

const SHOWN_ERROR_BYTES = 1000;
const GRACE_MILLISECONDS = 5000;
/** How long output is still read after the program ended, if other processes hold the pipe open. */
const DRAIN_MILLISECONDS = 1000;

/**
 * Runs a program of this host and resolves to its output. Ends its process group afterwards. Rejects with {@link
 * ProgramFailed}.
 */
export async function runProgram(program: Program): Promise<string> {
  const child = spawn(program.command, [...program.args], {
    cwd: tmpdir(),
    env: { ...program.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const running = new RunningProgram(program, child);
  const stops = [
    timer(program.seconds * 1000, () => running.fail(`it took longer than ${program.seconds} s`)),
    onAbort(program.signal, () => running.fail('it was cancelled')),
  ];
  try {
    return await running.output;
  } finally {
    for (const stop of stops) stop();
  }
}

class RunningProgram {
  readonly output: Promise<string>;
  readonly #program: Program;
  readonly #child: ChildProcess;
  readonly #printed: Buffer[] = [];
  #size = 0;
  #errors = '';
  #failure: string | undefined;

  constructor(program: Program, child: ChildProcess) {
    this.#program = program;
    this.#child = child;
    child.stdout?.on('data', (bytes: Buffer) => this.#take(bytes));
    child.stderr?.on('data', (bytes: Buffer) => {
      this.#errors = (this.#errors + bytes.toString('utf8')).slice(-SHOWN_ERROR_BYTES);
    });
    this.output = new Promise((resolve, reject) => {
      child.once('error', (error) => reject(new ProgramFailed(describe(program.command, error))));
      child.once('exit', () => this.#drain());
      child.once('close', (code, signal) => {
        const failure = this.#failure ?? this.#badEnd(code, signal);
        if (failure === undefined) resolve(Buffer.concat(this.#printed).toString('utf8'));
        else reject(new ProgramFailed(failure));
      });
    });
  }

  fail(problem: string): void {
    this.#failure ??= problem;
    if (this.#hasEnded()) return;
    this.#signal('SIGTERM');
    timer(GRACE_MILLISECONDS, () => {
      // The timer may fire after the process ended, when its pid may belong to another process.
      if (!this.#hasEnded()) this.#signal('SIGKILL');
    });
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #take(bytes: Buffer): void {
    this.#size += bytes.byteLength;
    if (this.#size <= this.#program.maxBytes) this.#printed.push(bytes);
    else this.fail(`it printed more than ${this.#program.maxBytes} bytes`);
  }

  /** Ends child processes that the program left running. */
  #drain(): void {
    this.#signal('SIGKILL');
    timer(DRAIN_MILLISECONDS, () => {
      this.#child.stdout?.destroy();
      this.#child.stderr?.destroy();
    });
  }

  #badEnd(code: number | null, signal: NodeJS.Signals | null): string | undefined {
    if (code === 0) return undefined;
    const how = code === null ? `it was ended by ${signal ?? 'a signal'}` : `it ended with exit code ${code}`;
    const { explainedBy } = this.#program;
    if (explainedBy !== undefined) return `${how}; ${explainedBy}`;
    const said = this.#errors.trim().replace(/\s*\n\s*/g, ' ');
    return said === '' ? how : `${how}: ${said}`;
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#child.kill(signal);
      else process.kill(-pid, signal);
    } catch {
      // The process group has no processes any more.
    }
  }
}

function describe(command: string, error: Error): string {
  const code = systemCode(error);
  if (code === 'ENOENT') return `${command} does not exist, or is not in PATH`;
  if (code === 'EACCES') return `${command} is not executable for this user`;
  return error.message;
}

function timer(milliseconds: number, act: () => void): () => void {
  const running = setTimeout(act, timerDelay(milliseconds)).unref();
  return () => clearTimeout(running);
}

function onAbort(signal: AbortSignal, act: () => void): () => void {
  signal.addEventListener('abort', act, { once: true });
  if (signal.aborted) act();
  return () => signal.removeEventListener('abort', act);
}
