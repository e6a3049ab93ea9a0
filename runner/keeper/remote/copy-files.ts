import { stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { RemoteCopies } from '../../link/remote-step.ts';
import type { SshConnection } from '../../ssh/connection/connection.ts';
import { copyFile, makeFolder } from '../../ssh/copy/copy-file.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';

export interface CopyRun extends RemoteCopies {
  readonly windows: boolean;
  /** Receives a message for each copied file. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Copies files to a node, one after another. Rejects with an SshFailure, even after a cancel. */
export async function copyFiles(connection: SshConnection, run: CopyRun): Promise<void> {
  const { files, echo, windows, signal } = run;
  const say = echo ? run.say : () => undefined;
  const made = new Set<string>();
  for (const { from, to } of files) {
    if (signal.aborted) throw new SshFailure('Interrupted', 'Copying was cancelled.', '');
    const { size, mode } = await statHere(from);
    say(`Begin copy ${size} bytes: ${from} -> ${to}\n`);
    const folder = (windows ? win32 : posix).dirname(to);
    if (!made.has(folder)) await makeFolder(connection, folder, windows);
    made.add(folder);
    await copyFile(connection, { path: to, content: { file: from, size }, mode: mode & 0o777 }, signal);
    say(`Copied: ${to}\n`);
  }
  if (files.length === 0) say('No matching files\n');
}

async function statHere(path: string) {
  try {
    return await stat(path);
  } catch (cause) {
    throw new SshFailure(
      'IOFailure',
      `${path} cannot be read on the host of the runner: ${problemOf(cause)}.`,
      '',
      {
        cause,
      },
    );
  }
}
