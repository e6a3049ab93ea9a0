/** Replaces files atomically and durably: after a crash, a file has either its old content or its whole new content. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Reports a failed fsync, after which the content of the disk is unknown. */
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

/**
 * Like {@link syncHandle}, but skips metadata that is not needed to read the data back, such as the modification time.
 */
export async function syncData(handle: FileHandle): Promise<void> {
  try {
    await handle.datasync();
  } catch (error) {
    throw new SyncFailure(error);
  }
}

/**
 * Makes created, renamed and removed names in a folder durable. Does nothing on Windows, which cannot open folders and
 * does not need this.
 */
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
 * Writes `content` to a temporary file in the folder of `path` and syncs it. Returns the temporary path; {@link
 * commitFile} renames the file to `path`. A path must have only one writer at a time.
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

/** Renames a staged file to its path. Resolves once the rename is durable. */
export async function commitFile(staged: string, path: string): Promise<void> {
  await rename(staged, path);
  await syncFolder(dirname(path));
}

/** Replaces `path` with `content`, atomically and durably. `mode` defaults to 0600. */
export async function writeFileDurably(
  path: string,
  content: string | Uint8Array,
  mode?: number,
): Promise<void> {
  await commitFile(await stageFile(path, content, mode), path);
}
