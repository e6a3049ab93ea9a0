import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Number of characters of a server's output that are retained for error messages. */
const KEPT_CHARACTERS = 16_000;

export interface ServerRequest {
  /** Path of a script, which runs on this Node. */
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Matches the line that the server prints when it is ready; the first group is the port. */
  readonly listening: RegExp;
}

/** A running server. */
export interface ServerProcess extends AsyncDisposable {
  readonly port: number;
  /** Returns the last part of the output so far. */
  printed(): string;
}

/**
 * Starts a server and waits until it is ready.
 *
 * @throws with the server's output if the server exits before it is ready
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
