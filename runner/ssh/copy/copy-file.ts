import { type Connection, SessionRefused } from '../connection/connection.ts';
import { SshFailure } from '../ssh-failure.ts';
import { copyByScp } from './copy-by-scp.ts';
import { copyBySftp } from './copy-by-sftp.ts';
import type { RemoteFile } from './remote-file.ts';

/** Writes a file on a node by SFTP, or by SCP where the server has no SFTP. Rejects with an SshFailure. */
export async function copyFile(connection: Connection, file: RemoteFile): Promise<void> {
  try {
    await copyBySftp(connection, file);
  } catch (error) {
    const lacksSftp =
      error instanceof SshFailure && error.reason === 'SSHProtocolFailure' && connection.isOpen;
    if (error instanceof SessionRefused || !lacksSftp) throw error;
    await copyByScp(connection, file);
  }
}
