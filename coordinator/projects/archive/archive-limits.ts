/** Limits of a project archive, in bytes and counts. */
export const ARCHIVE_LIMITS = {
  /** Files and folders. */
  entries: 60_000,
  /** Jobs of an exported archive. */
  jobs: 40_000,
  /** Bytes of a file with jobs, or of the definition of an execution, unpacked. */
  jobBytes: 16 * 1024 * 1024,
  /** Bytes of any other file, unpacked. */
  fileBytes: 1024 * 1024,
  /** Properties of the configuration. */
  properties: 1000,
  /** Bytes of all files except those of executions, unpacked. */
  totalBytes: 128 * 1024 * 1024,
  /** Executions of an exported archive. Each has four files, so that an import accepts the archive. */
  executions: 4500,
  /** Bytes of the log of an execution. */
  logBytes: 64 * 1024 * 1024,
  /** Bytes of the workflow state of an execution. */
  stateBytes: 4 * 1024 * 1024,
  /** Bytes of all files of executions, unpacked. */
  executionBytes: 1024 * 1024 * 1024,
} as const;
