import { statfs } from 'node:fs/promises';

/** Space and files that the user of this process can still use on a folder's file system. */
export interface DiskRoom {
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly freeFiles: number;
  /** 0 if the file system does not count files. */
  readonly totalFiles: number;
}

/**
 * Minimum free space. Below it, a replica takes no steps: each step needs a record, a script, and space for its output.
 */
const LOW_BYTES = 32 * 1024 * 1024;
const LOW_FILES = 128;
/** On a small file system, the minimum is this share of its size. */
const LOW_SHARE = 0.05;
/** Factor on the minimum after a shortage. The replica takes steps again once this much space is free. */
const HYSTERESIS = 2;

/** Returns the free space on the file system of a folder. Rejects with the system's error. */
export async function diskRoom(folder: string): Promise<DiskRoom> {
  const { bsize, blocks, bavail, bfree, files, ffree } = await statfs(folder);
  // Only root can use the reserved blocks.
  const free = process.getuid?.() === 0 ? bfree : bavail;
  return { freeBytes: free * bsize, totalBytes: blocks * bsize, freeFiles: ffree, totalFiles: files };
}

/**
 * Describes a shortage as a clause for a message; undefined if there is enough space. `wasShort` doubles the required
 * space.
 */
export function shortage(room: DiskRoom, wasShort: boolean): string | undefined {
  const { freeBytes, totalBytes, freeFiles, totalFiles } = room;
  const factor = wasShort ? HYSTERESIS : 1;
  const bytes = factor * Math.min(LOW_BYTES, totalBytes * LOW_SHARE);
  if (freeBytes < bytes) return `${mebibytes(freeBytes)} MiB are free, ${mebibytes(bytes)} MiB are needed`;
  const files = factor * Math.min(LOW_FILES, totalFiles * LOW_SHARE);
  if (totalFiles > 0 && freeFiles < files)
    return `${freeFiles} more files can be made there, ${Math.ceil(files)} are needed`;
  return undefined;
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
