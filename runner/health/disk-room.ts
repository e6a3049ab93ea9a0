import { statfs } from 'node:fs/promises';

/** Free room of the file system of a folder, for the user of this process. */
export interface DiskRoom {
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly freeFiles: number;
  /** 0: the file system does not count files. */
  readonly totalFiles: number;
}

/** Below this a replica takes no steps: each needs a record, a script, and room for its output. */
const LOW_BYTES = 32 * 1024 * 1024;
const LOW_FILES = 128;
/** Of a small file system, this share is low. */
const LOW_SHARE = 0.05;
/** A replica that was short of room takes steps again from this multiple of the low mark on. */
const HYSTERESIS = 2;

/** Rejects with the system's error. */
export async function diskRoom(folder: string): Promise<DiskRoom> {
  const { bsize, blocks, bavail, bfree, files, ffree } = await statfs(folder);
  // What is reserved for root is room for root alone.
  const free = process.getuid?.() === 0 ? bfree : bavail;
  return { freeBytes: free * bsize, totalBytes: blocks * bsize, freeFiles: ffree, totalFiles: files };
}

/** What is short, as a part of a sentence; undefined: there is room. `wasShort`: it takes more to be enough again. */
export function shortage(room: DiskRoom, wasShort: boolean): string | undefined {
  const { freeBytes, totalBytes, freeFiles, totalFiles } = room;
  const factor = wasShort ? HYSTERESIS : 1;
  const bytes = factor * Math.min(LOW_BYTES, totalBytes * LOW_SHARE);
  if (freeBytes < bytes) return `${mebibytes(freeBytes)} MiB free, ${mebibytes(bytes)} MiB are needed`;
  const files = factor * Math.min(LOW_FILES, totalFiles * LOW_SHARE);
  if (totalFiles > 0 && freeFiles < files)
    return `${freeFiles} more files can be made there, ${Math.ceil(files)} are needed`;
  return undefined;
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
