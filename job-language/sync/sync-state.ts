import type { JobDigest } from './canonical-job.ts';

/**
 * How a job of a linked folder compares with the coordinator:
 *
 * - same: both describe the same job
 * - modified: only the file changed since both were the same
 * - behind: only the job on the coordinator changed
 * - conflict: both changed, or their common version is unknown
 * - only-here: the coordinator does not have the job
 * - only-there: the folder does not have the job, and is not known to have had it
 * - deleted-here: the file was deleted, and the job on the coordinator did not change
 * - deleted-there: the job was deleted on the coordinator, and the file did not change
 */
export type SyncState =
  | 'same'
  | 'modified'
  | 'behind'
  | 'conflict'
  | 'only-here'
  | 'only-there'
  | 'deleted-here'
  | 'deleted-there';

/** The versions of a job, as digests. */
export interface SyncVersions {
  readonly local?: JobDigest | undefined;
  readonly remote?: JobDigest | undefined;
  /** The newest version of the coordinator that the folder is known to have had. */
  readonly base?: JobDigest | undefined;
  /** Whether folder and coordinator are known to have had the job. */
  readonly shared: boolean;
}

/** Decides how a job compares. At least one of `local` and `remote` must be given. */
export function syncState({ local, remote, base, shared }: SyncVersions): SyncState {
  if (local === undefined) {
    if (!shared) return 'only-there';
    return remote === base ? 'deleted-here' : 'conflict';
  }
  if (remote === undefined) {
    if (!shared) return 'only-here';
    return local === base ? 'deleted-there' : 'conflict';
  }
  if (local === remote) return 'same';
  if (base === remote) return 'modified';
  return base === local ? 'behind' : 'conflict';
}
