import * as z from 'zod';
import { parsedJson } from '../../support/text/parsed-json.ts';

/** Path of the record, relative to the linked folder. Version control must ignore the folder of the record. */
export const SYNC_RECORD_PATH = ['.outrunner', 'sync.json'] as const;

/** Maximum size of the record in bytes. */
export const SYNC_RECORD_BYTES = 16 * 1024 * 1024;

const Digest = z.string().regex(/^[0-9a-f]{64}$/);

const SyncedJob = z.object({
  /** Digest of the job when folder and coordinator last had the same version, or when both were merged. */
  digest: Digest,
  /** Digest of the file that a pull replaced. If the file has it again, the pull was discarded. */
  replaced: Digest.optional(),
  /** The commit that was checked out. The entry is invalid if the checked-out history does not contain it. */
  commit: z.string().max(100).optional(),
  /** Address of the coordinator. */
  at: z.string().max(2048),
});
export type SyncedJob = z.infer<typeof SyncedJob>;

/**
 * The jobs that were synchronised from this working copy, by id. The record only adds facts that version control does
 * not have yet, such as a pull that was not committed. A fresh clone has no record.
 */
export type SyncRecord = ReadonlyMap<string, SyncedJob>;

const Stored = z.object({ version: z.literal(1), jobs: z.record(z.string(), SyncedJob) });

/**
 * Returns an empty record for a missing, damaged or newer one, because version control and the stored revisions
 * suffice.
 */
export function parseSyncRecord(text: string | undefined): SyncRecord {
  const stored = text === undefined ? undefined : Stored.safeParse(parsedJson(text));
  return new Map(stored?.success === true ? Object.entries(stored.data.jobs) : []);
}

/**
 * Returns the entry for a job that folder and coordinator have in common. Keeps the previous entry if version and
 * address are the same.
 */
export function syncedJob(before: SyncedJob | undefined, now: SyncedJob): SyncedJob {
  return before !== undefined && before.digest === now.digest && before.at === now.at ? before : now;
}

export function writeSyncRecord(record: SyncRecord): string {
  const sorted = [...record].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ version: 1, jobs: Object.fromEntries(sorted) }, null, 1)}\n`;
}
