import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

const OUTRUNNER = join(import.meta.dirname, '..', 'dist', 'outrunner.cjs');
const Listening = z.object({ event: z.literal('listening'), url: z.string() });

export interface StartedCoordinator {
  readonly process: ChildProcess;
  readonly url: string;
  readonly token: string;
}

/** Starts `outrunner …` with a minimal environment, so that steps do not inherit variables of this shell. */
function outrunner(args: readonly string[], onLine: (line: string) => void, input = ''): ChildProcess {
  const child = spawn(process.execPath, [OUTRUNNER, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8' },
  });
  child.stdin.end(input);
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  return child;
}

/** Starts a coordinator and waits until it listens. Rejects with its last line of output if it exits. */
export async function spawnCoordinator(dataDir: string): Promise<StartedCoordinator> {
  const printed: string[] = [];
  const url = Promise.withResolvers<string>();
  const child = outrunner(
    [
      ...['coordinator', 'start', '--data-dir', dataDir, '--listen', '127.0.0.1:0'],
      ...['--log', 'json', '--local-runner-same-user'],
    ],
    (line) => {
      printed.push(line);
      const listening = line.startsWith('{') ? Listening.safeParse(JSON.parse(line)).data : undefined;
      if (listening !== undefined) url.resolve(listening.url);
    },
  );
  child.once('exit', () => url.reject(new Error(`the coordinator ended at its start: ${printed.at(-1)}`)));
  const found = await url.promise;
  return { process: child, url: found, token: (await readFile(join(dataDir, 'admin.token'), 'utf8')).trim() };
}

export interface RunnerStart {
  readonly dataDir: string;
  readonly server: string;
  readonly token: string;
  /** Called with each line of its log. */
  readonly onLine: (line: string) => void;
}

export function startRunner(start: RunnerStart): ChildProcess {
  return outrunner(
    [
      ...['runner', 'start', '--server', start.server, '--data-dir', start.dataDir],
      ...['--enrollment-token-file', '-'],
    ],
    start.onLine,
    start.token,
  );
}

/** Ends the processes one after the other, and waits until each has exited. */
export async function endAll(processes: readonly ChildProcess[]): Promise<void> {
  for (const child of processes) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}
