import { problemOf } from '../../../support/errors/problem-of.ts';
import { quoteForShell } from '../../../support/text/shell-quote.ts';
import type { SshConnection } from '../connection/connection.ts';
import { briefCommand } from '../exec/brief-command.ts';
import { retryRefusedSession } from '../exec/retry-refused-session.ts';
import { SessionRefused } from '../ssh-failure.ts';
import { removeBySftp } from './copy-by-sftp.ts';
import { copyFailure } from './copy-failure.ts';
import { copyFile } from './copy-file.ts';
import { scriptContent } from './script-content.ts';

/** How long a server may count the session of a cancelled command, in ms. Longer than the usual grace period. */
const LONGEST_REFUSED_MS = 15_000;

export interface TemporaryScript {
  readonly path: string;
  readonly text: string;
  readonly windows: boolean;
  /** Whether the node syncs the file to its disk before it runs (`enable-sync`). */
  readonly syncs: boolean;
  /** Permissions of the file. */
  readonly mode: number;
  /** The command that removes the file afterwards. If absent, the file remains (`script-step-remove-tmp-file`). */
  readonly removal?: string;
  /** If present, copies the script by other means than SSH. */
  readonly copier?: ScriptTransfer;
  /** Aborts the copy. */
  readonly signal?: AbortSignal;
  /** Receives the reason why a script could not be removed. The step does not fail for this reason. */
  readonly onLeft: (problem: string) => void;
}

/** Copies a script to a node by other means than SSH. */
export interface ScriptTransfer {
  /** Copies the script. Rejects with an SshFailure. */
  copy(content: string): Promise<void>;
  /** Removes the script. If absent, the command in `removal` removes it. */
  remove?(): Promise<void>;
}

/** Runs `use` while a script exists on a node. Removes the script afterwards, even if `use` fails. */
export async function withTemporaryScript<T>(
  connection: SshConnection,
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
      const problem = await retryRefusedSession(act, isRefused ? 0 : LONGEST_REFUSED_MS).catch(problemOf);
      // Skipped after a failed copy, which has its own error, and after a refused session, because the next attempt
      // writes the script again.
      if (problem !== undefined && isThere && !isRefused) script.onLeft(problem);
    }
  }
}

async function copy(connection: SshConnection, script: TemporaryScript): Promise<void> {
  const { path, mode, copier, windows, signal } = script;
  const content = scriptContent(script);
  if (!copier) return copyFile(connection, { path, content: Buffer.from(content), mode }, signal);
  await copier.copy(content);
  if (windows || copier.remove) return;
  // If the file belongs to another user, its permissions do not change, and running it reports the problem.
  const rights = mode & 0o005 ? 'a+rx' : 'u+rx';
  await briefCommand(connection, `chmod ${rights} ${quoteForShell(path)} || :`, false);
}

async function sync(connection: SshConnection, { path }: TemporaryScript): Promise<void> {
  try {
    await briefCommand(connection, 'sync', false);
  } catch (error) {
    throw copyFailure(connection.address, path, error);
  }
}

/**
 * Removes the script. Resolves to the reason why the script still exists; undefined if it is gone. Rejects with
 * `SessionRefused`.
 */
async function remove(
  connection: SshConnection,
  script: TemporaryScript,
  removal: string,
): Promise<string | undefined> {
  try {
    if (script.copier?.remove) await script.copier.remove();
    else await briefCommand(connection, removal, script.windows);
    return undefined;
  } catch (error) {
    if (error instanceof SessionRefused) throw error;
    // A server that executes no commands may still support SFTP.
    return removeBySftp(connection, script.path).then(
      () => undefined,
      () => problemOf(error),
    );
  }
}
