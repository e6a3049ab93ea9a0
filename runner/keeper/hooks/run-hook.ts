import { type ChildProcess, spawn } from 'node:child_process';

export interface HookRun {
  readonly program: readonly string[];
  /** The complete environment of the hook. */
  readonly environment: Readonly<Record<string, string>>;
  readonly input: string;
  readonly timeoutMilliseconds: number;
  readonly signal: AbortSignal;
}

/** Maximum number of characters of standard error that are retained. */
const LONGEST_OUTPUT = 4096;

/**
 * Runs a hook in its own process group. Resolves to the reason for a refusal; undefined if the hook exits with 0. Never
 * rejects.
 */
export function runHook(run: HookRun): Promise<string | undefined> {
  const { input, timeoutMilliseconds, signal } = run;
  return new Promise((resolve) => {
    const couldNot = (error: Error) => `it could not be run: ${error.message}`;
    const child = spawned(run);
    if (child instanceof Error) return resolve(couldNot(child));
    let errors = '';
    let ended: string | undefined;
    const end = (why: string) => {
      ended ??= why;
      killGroup(child.pid);
    };
    const timer = setTimeout(
      () => end(`it took longer than ${timeoutMilliseconds / 1000} s`),
      timeoutMilliseconds,
    );
    const abort = () => end('it was cancelled');
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    const settle = (refusal: string | undefined) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      // Stops reading, even if a background process has the output open. The background process continues.
      child.stderr?.destroy();
      resolve(refusal);
    };
    child.once('error', (error) => settle(couldNot(error)));
    child.stdin?.on('error', () => undefined).end(input);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(0, LONGEST_OUTPUT);
    });
    child.once('exit', (code, killedBy) => {
      // The last output may still be in the pipe, so read it before the answer.
      setImmediate(() => {
        if (code === 0 && ended === undefined) return settle(undefined);
        settle(ended ?? (errors.trim() || `it ended with ${killedBy ?? `exit code ${code}`}`));
      });
    });
  });
}

/**
 * Spawns the hook. Returns an error if that fails at once; later failures arrive as events. A child that got no
 * descriptors has no streams.
 */
function spawned({ program, environment }: HookRun): ChildProcess | Error {
  const [command = '', ...args] = program;
  try {
    return spawn(command, args, {
      cwd: '/',
      env: { ...environment },
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // The process group has already ended.
  }
}
