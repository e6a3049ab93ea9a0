/** Limits of a project archive, in bytes and counts. */
export const ARCHIVE_LIMITS = {
  /** Files and folders. */
  entries: 20_000,
  /** Bytes of a file with jobs, unpacked. */
  jobBytes: 16 * 1024 * 1024,
  /** Bytes of any other file, unpacked. */
  fileBytes: 1024 * 1024,
  /** Properties of the configuration. */
  properties: 1000,
  /** Bytes of all files that are read, unpacked. */
  totalBytes: 128 * 1024 * 1024,
} as const;
