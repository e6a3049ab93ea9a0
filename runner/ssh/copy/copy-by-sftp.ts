import { randomBytes } from 'node:crypto';
import type { SFTPWrapper } from 'ssh2';
import type { SshConnection } from '../connection/connection.ts';
import { copyFailure } from './copy-failure.ts';
import type { LocalFile, RemoteFile } from './remote-file.ts';

/** Status code of SFTP for a missing file. */
const NO_SUCH_FILE = 2;

/**
 * Writes a file by SFTP under a temporary name in the same folder, then renames it, so that no reader sees an
 * incomplete file. Rejects with `SessionRefused`, or with an SshFailure if the file cannot be written. On failure,
 * removes the temporary file.
 */
export async function copyBySftp(
  connection: SshConnection,
  file: RemoteFile,
  signal?: AbortSignal,
): Promise<void> {
  const sftp = await connection.sftp();
  const path = sftpPath(file.path);
  const beside = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    await unlessAborted(write(sftp, beside, file), signal);
    await rename(sftp, beside, path);
  } catch (error) {
    await done((finish) => sftp.unlink(beside, finish)).catch(() => undefined);
    throw copyFailure(connection.address, file.path, error);
  } finally {
    connection.endSftp(sftp);
  }
}

/** Creates a folder and its parents. Ignores mkdir errors, because the write that follows reports them. */
export async function makeFolderBySftp(connection: SshConnection, path: string): Promise<void> {
  const sftp = await connection.sftp();
  try {
    const names = sftpPath(path).split('/');
    for (let count = 2; count <= names.length; count += 1)
      await done((finish) => sftp.mkdir(names.slice(0, count).join('/'), finish)).catch(() => undefined);
  } finally {
    connection.endSftp(sftp);
  }
}

/** Removes a file, if it exists. Rejects with the server's error, or an SshFailure. */
export async function removeBySftp(connection: SshConnection, path: string): Promise<void> {
  const sftp = await connection.sftp();
  try {
    await done((finish) => sftp.unlink(sftpPath(path), finish));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === NO_SUCH_FILE)) throw error;
  } finally {
    connection.endSftp(sftp);
  }
}

/** Converts a Windows path to SFTP: with slashes, and one before the drive. */
function sftpPath(path: string): string {
  return /^[A-Za-z]:/.test(path) ? `/${path.replaceAll('\\', '/')}` : path;
}

async function write(sftp: SFTPWrapper, path: string, { content, mode }: RemoteFile): Promise<void> {
  if (!Buffer.isBuffer(content)) await writeLocal(sftp, path, content, mode);
  const flags = Buffer.isBuffer(content) ? 'wx' : 'r+';
  const handle = await new Promise<Buffer>((resolve, reject) => {
    sftp.open(path, flags, mode, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  try {
    if (Buffer.isBuffer(content) && content.length > 0) {
      await done((finish) => sftp.write(handle, content, 0, content.length, 0, finish));
    }
    // The umask may have removed permissions from the new file.
    await done((finish) => sftp.fchmod(handle, mode, finish));
  } finally {
    await done((finish) => sftp.close(handle, finish));
  }
}

/** Number of concurrent write requests. */
const AT_ONCE = 16;
const PIECE = 32 * 1024;

/** Copies with a writable mode. The caller sets the final mode afterwards. */
function writeLocal(sftp: SFTPWrapper, path: string, { file, size }: LocalFile, mode: number): Promise<void> {
  const options = { concurrency: AT_ONCE, chunkSize: PIECE, mode: mode | 0o600, fileSize: size };
  return done((finish) => sftp.fastPut(file, path, options, finish));
}

/** Renames a file over an existing one. If the server cannot do this atomically, removes the existing file first. */
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

/** Rejects when the signal aborts. The abandoned work continues until its session ends. */
function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error('it was cancelled'));
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
