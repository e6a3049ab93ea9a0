import { lstat, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasEnded, RUN_MARK } from './run-mark.ts';
import { removeServer, SERVER_FOLDER } from './ssh-server.ts';
import { removeUser, USER_COMMENT } from './test-user.ts';

/**
 * Removes the users and servers of killed test runs, whose mark contains a process that has ended. Resolves to the
 * removed folders and names. The next start retries failures.
 */
export async function removeLeftovers(): Promise<string[]> {
  const removed: string[] = [];
  for (const folder of await serverFolders())
    if (await succeeds(() => removeServer(folder))) removed.push(folder);
  for (const name of await users()) if (await succeeds(() => removeUser(name))) removed.push(name);
  return removed;
}

async function serverFolders(): Promise<string[]> {
  const pattern = new RegExp(`^${SERVER_FOLDER}(${RUN_MARK})-\\w+$`);
  const folders = (await readdir(tmpdir()))
    .filter((name) => isOfEndedRun(pattern, name))
    .map((name) => join(tmpdir(), name));
  const owned = await Promise.all(folders.map((folder) => isOwn(folder)));
  return folders.filter((_, index) => owned[index]);
}

async function users(): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const pattern = new RegExp(`^${USER_COMMENT} (${RUN_MARK})$`);
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  return lines.flatMap(([name = '', , , , comment = '']) => (isOfEndedRun(pattern, comment) ? [name] : []));
}

function isOfEndedRun(pattern: RegExp, text: string): boolean {
  const mark = pattern.exec(text)?.[1];
  return mark !== undefined && hasEnded(mark);
}

/** Returns whether the folder belongs to this user. Other users may create folders with such names. */
async function isOwn(folder: string): Promise<boolean> {
  const status = await lstat(folder).catch(() => undefined);
  return status?.isDirectory() === true && status.uid === process.getuid?.();
}

/** Resolves to false if the removal fails, for example because another run removes the same user or server. */
async function succeeds(act: () => Promise<void> | void): Promise<boolean> {
  try {
    await act();
    return true;
  } catch {
    return false;
  }
}
