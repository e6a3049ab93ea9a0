/** Files that are there whole and on the disk, or not at all. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** An fsync failed: what the disk holds is unknown from here on. */
export class SyncFailure extends Error {
  constructor(cause: unknown) {
    super(`fsync failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'SyncFailure';
  }
}

export async function syncHandle(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    throw new SyncFailure(error);
  }
}

/** As {@link syncHandle}, without what is not needed to read the data back, such as the time of the change. */
export async function syncData(handle: FileHandle): Promise<void> {
  try {
    await handle.datasync();
  } catch (error) {
    throw new SyncFailure(error);
  }
}

/** Makes created, renamed and removed names of a folder durable. Windows cannot open folders and needs no such call. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new SyncFailure(error);
  }
}

/**
 * Writes `content` beside `path` and syncs it. Returns the name it stands under; {@link commitFile} puts it in place.
 * One writer a path.
 */
export async function stageFile(path: string, content: string | Uint8Array, mode = 0o600): Promise<string> {
  const staged = join(dirname(path), `.${basename(path)}.staged`);
  await rm(staged, { force: true });
  const handle = await open(staged, 'wx', mode);
  try {
    await handle.writeFile(content);
    await syncHandle(handle);
  } finally {
    await handle.close();
  }
  return staged;
}

/** Puts a staged file in place; durable when it resolves. */
export async function commitFile(staged: string, path: string): Promise<void> {
  await rename(staged, path);
  await syncFolder(dirname(path));
}

/** Replaces `path` by `content`, atomically and durably. `mode` in octal, 0600 unless told. */
export async function writeFileDurably(
  path: string,
  content: string | Uint8Array,
  mode?: number,
): Promise<void> {
  await commitFile(await stageFile(path, content, mode), path);
}
