import { quoteForShell } from '../../../support/text/shell-quote.ts';
import type { Connection } from '../connection/connection.ts';
import { briefCommand } from '../exec/brief-command.ts';
import { makeFolderBySftp } from './copy-by-sftp.ts';
import { copyFailure } from './copy-failure.ts';

/** Makes a folder on a node, with those above it, unless it is there. Rejects with an SshFailure. */
export async function makeFolder(connection: Connection, path: string, windows: boolean): Promise<void> {
  try {
    if (windows) await makeFolderBySftp(connection, path);
    else await briefCommand(connection, `mkdir -p -- ${quoteForShell(path)}`, false);
  } catch (error) {
    throw copyFailure(connection.address, path, error);
  }
}
