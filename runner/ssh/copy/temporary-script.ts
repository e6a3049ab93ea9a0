import type { Connection } from '../connection/connection.ts';
import { RemoteCommand } from '../exec/remote-command.ts';
import { copyFailure } from './copy-failure.ts';
import { copyFile } from './copy-file.ts';

export interface TemporaryScript {
  readonly path: string;
  readonly text: string;
  readonly windows: boolean;
  /** Whether the node writes it to its disk before it runs (`enable-sync`). */
  readonly syncs: boolean;
  /** Its permissions. */
  readonly mode: number;
  /** The command that removes it when it has run; absent: it stays (`script-step-remove-tmp-file`). */
  readonly removal?: string;
  /** Told why a script could not be removed: that fails nothing. */
  readonly onLeft: (problem: string) => void;
}

/** Has a script stand on a node while `use` runs; it is removed after failures too. */
export async function withTemporaryScript<T>(
  connection: Connection,
  script: TemporaryScript,
  use: () => Promise<T>,
): Promise<T> {
  const text = script.text.replace(/\r?\n/g, script.windows ? '\r\n' : '\n');
  try {
    await copyFile(connection, { path: script.path, content: Buffer.from(text), mode: script.mode });
    if (script.syncs && !script.windows) await command(connection, script, 'sync');
    return await use();
  } finally {
    if (script.removal !== undefined) await remove(connection, script, script.removal);
  }
}

async function remove(connection: Connection, script: TemporaryScript, removal: string): Promise<void> {
  try {
    await command(connection, script, removal);
  } catch (error) {
    script.onLeft(error instanceof Error ? error.message : String(error));
  }
}

async function command(connection: Connection, script: TemporaryScript, line: string): Promise<void> {
  let problem = '';
  const request = {
    command: line,
    environment: {},
    windows: script.windows,
    graceSeconds: 1,
    timeoutMilliseconds: 30_000,
    drainMilliseconds: 1000,
  };
  const taker = {
    onChunk: (_stream: string, chunk: Buffer) => {
      problem = (problem + chunk.toString('utf8')).slice(0, 1000);
    },
  };
  const { exitCode, failure } = await (await RemoteCommand.start(connection, request, taker)).ended;
  if (failure) throw failure;
  if (exitCode !== 0) throw copyFailure(connection.address, script.path, `${line} failed: ${problem}`);
}
