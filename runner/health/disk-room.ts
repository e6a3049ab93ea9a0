import { statfs } from 'node:fs/promises';

/** Free space on the file system of a folder, for the user of this process. */
export interface DiskRoom {
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly freeFiles: number;
  /** 0 if the file system does not count files. */
  readonly totalFiles: number;
}

/** A replica with less free space takes no steps: each needs a record, a script, and space for its output. */
const LOW_BYTES = 32 * 1024 * 1024;
const LOW_FILES = 128;
/** On a small file system, less than this share is low. */
const LOW_SHARE = 0.05;
/** A replica that ran short of space takes steps again once this multiple of the low mark is free. */
const HYSTERESIS = 2;

/** Returns the free space on the file system of a folder. Rejects with the system's error. */
export async function diskRoom(folder: string): Promise<DiskRoom> {
  const { bsize, blocks, bavail, bfree, files, ffree } = await statfs(folder);
  // The reserved blocks are available to root only.
  const free = process.getuid?.() === 0 ? bfree : bavail;
  return { freeBytes: free * bsize, totalBytes: blocks * bsize, freeFiles: ffree, totalFiles: files };
}

/** Returns what is short, as part of a sentence; undefined if there is enough. `wasShort` raises the required space. */
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
