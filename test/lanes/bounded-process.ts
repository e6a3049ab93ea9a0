import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';

export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
  /**
   * Time, in ms, after which the process is asked to exit. After a short grace period, its process group is killed, so
   * that one hanging lane does not block the whole run.
   */
  readonly limitMs: number;
}

const GRACE_MS = 3_000;
const INTERRUPTED = 130;

/** How a process ended. `overran` is true if it was ended because it exceeded its time limit. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly overran: boolean;
  /** Its stdout and stderr, if those were pipes. */
  readonly output: string;
}

/** Runs a process until it exits or exceeds its time limit. */
export function runBounded(request: ProcessRequest): Promise<ProcessEnd> {
  const { promise, resolve, reject } = Promise.withResolvers<ProcessEnd>();
  const child = spawn(request.command, request.args, {
    cwd: request.cwd,
    env: request.env ?? process.env,
    stdio: request.stdio,
    detached: process.platform !== 'win32',
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));

  let overran = false;
  let grace: NodeJS.Timeout | undefined;
  const limit = setTimeout(() => {
    overran = true;
    child.kill('SIGTERM');
    grace = setTimeout(() => endGroup(child), GRACE_MS);
  }, request.limitMs);
  // The terminal's Ctrl+C does not reach a separate process group.
  const onInterrupt = () => {
    endGroup(child);
    process.exit(INTERRUPTED);
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const release = () => {
    clearTimeout(limit);
    clearTimeout(grace);
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  };

  child.on('error', (error) => {
    release();
    reject(error);
  });
  child.on('close', (code) => {
    release();
    resolve({ code, overran, output: Buffer.concat(chunks).toString('utf8') });
  });
  return promise;
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
