/** Limits of a project archive, in bytes and counts. */
export const ARCHIVE_LIMITS = {
  /** Bytes of the archive itself. */
  archiveBytes: 50 * 1024 * 1024,
  /** Files and folders. */
  entries: 20_000,
  /** Bytes of one file, unpacked. */
  fileBytes: 16 * 1024 * 1024,
  /** Bytes of all files that are read, unpacked. */
  totalBytes: 128 * 1024 * 1024,
} as const;
