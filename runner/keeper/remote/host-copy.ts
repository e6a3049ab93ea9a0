import { randomBytes } from 'node:crypto';
import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { RemoteScript } from '../../link/remote-step.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';

/** Writes a script atomically to a folder that this host and the node share. Rejects with an SshFailure. */
export async function writeShared({
  path,
  text,
  mode,
}: Pick<RemoteScript, 'path' | 'text' | 'mode'>): Promise<void> {
  const beside = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    await writeFile(beside, text, { mode: 0o600, flag: 'wx' });
    // The umask may have removed permissions from the new file.
    await chmod(beside, mode);
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw new SshFailure(
      'IOFailure',
      `${path} could not be written on the host of the runner: ${problemOf(cause)}.`,
      'Set file-copy-destination-dir to a folder that the runner may write to and that the node shares.',
      { cause },
    );
  }
}
