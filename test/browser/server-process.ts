import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** How much of what a server printed is kept, for the message when something fails. */
const KEPT_CHARACTERS = 16_000;

export interface ServerRequest {
  /** A script for this Node. */
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Matches the line that the server prints when it listens; the first group is the port. */
  readonly listening: RegExp;
}

/** A server that listens. */
export interface ServerProcess extends AsyncDisposable {
  readonly port: number;
  /** The end of what it printed so far. */
  printed(): string;
}

/**
 * Starts a server and waits until it listens.
 *
 * @throws when it ends before that, with what it printed
 */
export async function startServer(request: ServerRequest): Promise<ServerProcess> {
  const child = spawn(process.execPath, [request.program, ...request.args], {
    env: request.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const port = await new Promise<number>((resolve, reject) => {
    const onText = (text: string) => {
      printed = (printed + text).slice(-KEPT_CHARACTERS);
      const found = request.listening.exec(printed)?.[1];
      if (found !== undefined) resolve(Number(found));
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', onText);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the server ended with code ${code}:\n${printed}`)));
  });
  return { port, printed: () => printed, [Symbol.asyncDispose]: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
