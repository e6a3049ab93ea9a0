import { problemOf } from '../../../support/errors/problem-of.ts';
import { quoteForShell } from '../../../support/text/shell-quote.ts';
import type { Connection } from '../connection/connection.ts';
import { briefCommand } from '../exec/brief-command.ts';
import { onceSessionIsFree } from '../exec/once-session-is-free.ts';
import { SessionRefused } from '../ssh-failure.ts';
import { removeBySftp } from './copy-by-sftp.ts';
import { copyFailure } from './copy-failure.ts';
import { copyFile } from './copy-file.ts';
import { scriptContent } from './script-content.ts';

/** So long a server may count the session of a command that was cancelled: past the usual grace. */
const LONGEST_REFUSED_MS = 15_000;

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
  /** Has it stand there in another way than over SSH. */
  readonly copier?: ScriptCopier;
  /** Gives up copying it. */
  readonly signal?: AbortSignal;
  /** Told why a script could not be removed: that fails nothing. */
  readonly onLeft: (problem: string) => void;
}

/** Another way for a script to stand on a node. */
export interface ScriptCopier {
  /** Rejects with an SshFailure. */
  copy(content: string): Promise<void>;
  /** Absent: the command of the script removes it. */
  remove?(): Promise<void>;
}

/** Has a script stand on a node while `use` runs; it is removed after failures too. */
export async function withTemporaryScript<T>(
  connection: Connection,
  script: TemporaryScript,
  use: () => Promise<T>,
): Promise<T> {
  let isThere = false;
  let isRefused = false;
  try {
    await copy(connection, script);
    isThere = true;
    if (script.syncs && !script.windows) await sync(connection, script);
    return await use();
  } catch (error) {
    isRefused = error instanceof SessionRefused;
    throw error;
  } finally {
    const { removal } = script;
    if (removal !== undefined) {
      const act = () => remove(connection, script, removal);
      const problem = await onceSessionIsFree(act, isRefused ? 0 : LONGEST_REFUSED_MS).catch(problemOf);
      // Of one that could not be written, that has been told; one whose command finds no session is written again.
      if (problem !== undefined && isThere && !isRefused) script.onLeft(problem);
    }
  }
}

async function copy(connection: Connection, script: TemporaryScript): Promise<void> {
  const { path, mode, copier, windows, signal } = script;
  const content = scriptContent(script);
  if (!copier) return copyFile(connection, { path, content: Buffer.from(content), mode }, signal);
  await copier.copy(content);
  if (windows || copier.remove) return;
  // It may belong to somebody else: then it is as it is, and what may not be executed is told.
  const rights = mode & 0o005 ? 'a+rx' : 'u+rx';
  await briefCommand(connection, `chmod ${rights} ${quoteForShell(path)} || :`, false);
}

async function sync(connection: Connection, { path }: TemporaryScript): Promise<void> {
  try {
    await briefCommand(connection, 'sync', false);
  } catch (error) {
    throw copyFailure(connection.address, path, error);
  }
}

/** Gives why it is still there. Rejects with `SessionRefused`. */
async function remove(
  connection: Connection,
  script: TemporaryScript,
  removal: string,
): Promise<string | undefined> {
  try {
    if (script.copier?.remove) await script.copier.remove();
    else await briefCommand(connection, removal, script.windows);
    return undefined;
  } catch (error) {
    if (error instanceof SessionRefused) throw error;
    // A server that executes nothing may take files all the same.
    return removeBySftp(connection, script.path).then(
      () => undefined,
      () => problemOf(error),
    );
  }
}
