import { randomBytes } from 'node:crypto';
import type { SFTPWrapper } from 'ssh2';
import type { Connection } from '../connection/connection.ts';
import { copyFailure } from './copy-failure.ts';
import type { RemoteFile } from './remote-file.ts';

/**
 * Writes a file by SFTP under another name beside its own, and renames it: nobody finds a part of it. Rejects with
 * `SessionRefused`, or an SshFailure where it cannot be written; what was begun is removed.
 */
export async function copyBySftp(connection: Connection, file: RemoteFile): Promise<void> {
  const sftp = await connection.sftp();
  const path = sftpPath(file.path);
  const beside = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    await write(sftp, beside, file);
    await rename(sftp, beside, path);
  } catch (error) {
    await done((finish) => sftp.unlink(beside, finish)).catch(() => undefined);
    throw copyFailure(connection.address, file.path, error);
  } finally {
    sftp.end();
  }
}

/** A path of Windows has slashes there, one before its drive too. */
function sftpPath(path: string): string {
  return /^[A-Za-z]:/.test(path) ? `/${path.replaceAll('\\', '/')}` : path;
}

async function write(sftp: SFTPWrapper, path: string, file: RemoteFile): Promise<void> {
  const handle = await new Promise<Buffer>((resolve, reject) => {
    sftp.open(path, 'wx', file.mode, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  try {
    if (file.content.length > 0) {
      await done((finish) => sftp.write(handle, file.content, 0, file.content.length, 0, finish));
    }
    // The user's mask may have taken rights away.
    await done((finish) => sftp.fchmod(handle, file.mode, finish));
  } finally {
    await done((finish) => sftp.close(handle, finish));
  }
}

/** Over an older file too, where the server can; elsewhere the older one goes first. */
async function rename(sftp: SFTPWrapper, from: string, to: string): Promise<void> {
  try {
    await done((finish) => sftp.ext_openssh_rename(from, to, finish));
  } catch (error) {
    if (!(error instanceof Error) || !/extended request/.test(error.message)) throw error;
    await done((finish) => sftp.unlink(to, finish)).catch(() => undefined);
    await done((finish) => sftp.rename(from, to, finish));
  }
}

function done(act: (finish: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => act((error) => (error ? reject(error) : resolve())));
}
