import { quoteForShell } from '../../../support/text/shell-quote.ts';
import type { SshConnection } from '../connection/connection.ts';
import { briefCommand } from '../exec/brief-command.ts';
import { SessionRefused, SshFailure } from '../ssh-failure.ts';
import { copyByScp } from './copy-by-scp.ts';
import { copyBySftp, makeFolderBySftp } from './copy-by-sftp.ts';
import { copyFailure } from './copy-failure.ts';
import type { RemoteFile } from './remote-file.ts';

/**
 * Connections whose server refused SFTP. They are remembered, because each refusal may use one of the few sessions of a
 * connection.
 */
const WITHOUT_SFTP = new WeakSet<SshConnection>();

/**
 * Writes a file on a node by SFTP, or by SCP if the server has no SFTP. Rejects with an SshFailure, even after a
 * cancel.
 */
export async function copyFile(
  connection: SshConnection,
  file: RemoteFile,
  signal?: AbortSignal,
): Promise<void> {
  if (WITHOUT_SFTP.has(connection)) return copyByScp(connection, file, signal);
  try {
    await copyBySftp(connection, file, signal);
  } catch (error) {
    const lacksSftp =
      error instanceof SshFailure && error.reason === 'SSHProtocolFailure' && connection.isOpen;
    if (error instanceof SessionRefused || !lacksSftp || signal?.aborted) throw error;
    WITHOUT_SFTP.add(connection);
    await copyByScp(connection, file, signal);
  }
}

/** Creates a folder and its parents on a node. Rejects with an SshFailure. */
export async function makeFolder(connection: SshConnection, path: string, windows: boolean): Promise<void> {
  try {
    if (windows) await makeFolderBySftp(connection, path);
    else await briefCommand(connection, `mkdir -p -- ${quoteForShell(path)}`, false);
  } catch (error) {
    throw copyFailure(connection.address, path, error);
  }
}
