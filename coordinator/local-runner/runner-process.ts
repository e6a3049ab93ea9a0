import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { OperatingUser } from './operating-user.ts';

export interface RunnerProcessOptions {
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user?: OperatingUser;
  /** The complete standard input of the process. */
  readonly input: string;
  /** Called for each line of the process's output, truncated to {@link LONGEST_LINE}. */
  readonly onLine: (line: string) => void;
}

/** A started process. */
export interface RunnerProcess {
  /** Resolves with the way the process ended: `exit code 1`, `signal SIGKILL`, or the reason why it did not start. */
  readonly ended: Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

/** Maximum length of a line of output, in characters. */
const LONGEST_LINE = 4096;

/** Starts a program as a child of the coordinator in the root folder (except on Windows), with only `environment`. */
export function startRunnerProcess(options: RunnerProcessOptions): RunnerProcess {
  const [program = '', ...parameters] = options.command;
  const { user, environment } = options;
  const child = spawn(program, parameters, {
    env: { ...environment },
    ...(process.platform === 'win32' ? {} : { cwd: '/' }),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  });
  // Ignores EPIPE: a program that exits without reading its input reports the reason with its exit code.
  child.stdin.on('error', () => undefined).end(options.input);
  for (const stream of [child.stdout, child.stderr]) readLines(stream, options.onLine);
  return { ended: endOf(child), kill: (signal) => void child.kill(signal) };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('line', (line) => onLine(line.slice(0, LONGEST_LINE)));
  stream.on('error', () => lines.close());
}
