import type { SshConnection } from '../connection/connection.ts';
import { briefCommand } from '../exec/brief-command.ts';
import { SessionRefused, SshFailure } from '../ssh-failure.ts';
import { removeBySftp } from './copy-by-sftp.ts';

/**
 * Removes a file by SFTP, which works even if the server executes no commands. If the server has no SFTP, removes the
 * file with a command. Rejects with the reason why the file still exists.
 */
export async function removeFile(
  connection: SshConnection,
  file: { readonly path: string; readonly removal: string; readonly windows: boolean },
): Promise<void> {
  try {
    await removeBySftp(connection, file.path);
  } catch (error) {
    const lacksSftp =
      error instanceof SshFailure && error.reason === 'SSHProtocolFailure' && connection.isOpen;
    if (error instanceof SessionRefused || !lacksSftp) throw error;
    await briefCommand(connection, file.removal, file.windows);
  }
}
