import type { Connection } from '../connection/connection.ts';
import { briefCommand } from '../exec/brief-command.ts';
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
  /** Gives up copying it. */
  readonly signal?: AbortSignal;
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
    const file = { path: script.path, content: Buffer.from(text), mode: script.mode };
    await copyFile(connection, file, script.signal);
    if (script.syncs && !script.windows) await sync(connection, script);
    return await use();
  } finally {
    if (script.removal !== undefined) await remove(connection, script, script.removal);
  }
}

async function sync(connection: Connection, { path }: TemporaryScript): Promise<void> {
  try {
    await briefCommand(connection, 'sync', false);
  } catch (error) {
    throw copyFailure(connection.address, path, error);
  }
}

async function remove(connection: Connection, script: TemporaryScript, removal: string): Promise<void> {
  try {
    await briefCommand(connection, removal, script.windows);
  } catch (error) {
    script.onLeft(error instanceof Error ? error.message : String(error));
  }
}
