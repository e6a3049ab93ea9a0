import { ARCHIVE_LIMITS } from './archive-limits.ts';

/** Maximum bytes that one execution adds to an archive, unpacked. */
const LARGEST_EXECUTION =
  ARCHIVE_LIMITS.logBytes + ARCHIVE_LIMITS.stateBytes + ARCHIVE_LIMITS.jobBytes + ARCHIVE_LIMITS.fileBytes;
/** Bytes and files for parts of a project other than jobs and executions. */
const OTHER_BYTES = 16 * ARCHIVE_LIMITS.fileBytes;

/** Counts the files of an archive that is being exported, so that an import accepts it. */
export class ArchiveRoom {
  #jobs = 0;
  #jobBytes = 0;
  #executionBytes = 0;

  /** Counts a job of this size in bytes. Returns a reason instead if an import would refuse the archive. */
  takeJob(bytes: number): string | undefined {
    const { jobs, jobBytes, totalBytes } = ARCHIVE_LIMITS;
    if (bytes > jobBytes) return `its XML exceeds ${jobBytes} bytes, which no import accepts`;
    if (this.#jobs + 1 > jobs) return `the archive has ${jobs} jobs, and no import accepts more`;
    if (this.#jobBytes + bytes > totalBytes - OTHER_BYTES)
      return `the jobs of the archive have ${this.#jobBytes} bytes, and no import accepts ${bytes} more`;
    this.#jobs += 1;
    this.#jobBytes += bytes;
    return undefined;
  }

  /** Whether an import accepts one more execution, however large it is. */
  hasRoomForExecution(): boolean {
    return this.#executionBytes + LARGEST_EXECUTION <= ARCHIVE_LIMITS.executionBytes;
  }

  /** Counts files of executions, in bytes. */
  takeExecution(bytes: number): void {
    this.#executionBytes += bytes;
  }
}
