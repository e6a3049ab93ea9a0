import { jobDigest } from './canonical-job.ts';
import type { ComparedJob } from './compare-folder.ts';
import type { PullResult } from './pull-jobs.ts';
import type { PushResult } from './send-jobs.ts';
import type { SyncHistory } from './sync-ports.ts';
import { type SyncedJob, type SyncRecord, syncedJob } from './sync-record.ts';

/** The results of a comparison, a push or a pull. */
export interface Synchronised {
  readonly jobs: readonly ComparedJob[];
  readonly pushed?: readonly PushResult[];
  readonly pulled?: readonly PullResult[];
}

/** Returns the record with the jobs that folder and coordinator have in common now. */
export async function recordSynchronised(
  record: SyncRecord,
  { jobs, pushed = [], pulled = [] }: Synchronised,
  { history, url }: { readonly history: SyncHistory; readonly url: string },
): Promise<SyncRecord> {
  const commit = await history.commit();
  const entry = (digest: string): SyncedJob => ({
    digest,
    ...(commit === undefined ? {} : { commit }),
    at: url,
  });
  const next = new Map(record);
  for (const { state, remote } of jobs) {
    if (state !== 'same' || remote === undefined) continue;
    next.set(remote.id, syncedJob(record.get(remote.id), entry(jobDigest(remote.job, remote.id))));
  }
  for (const { step, id } of pushed) {
    if (id === undefined) continue;
    if (step.kind === 'delete') next.delete(id);
    else next.set(id, entry(jobDigest(step.local.job, id)));
  }
  for (const { act, job } of pulled) {
    const id = job.remote?.id ?? job.local?.id;
    if (id === undefined || act === 'conflict') continue;
    if (job.remote === undefined) next.delete(id);
    else {
      const replaced = job.local === undefined ? {} : { replaced: jobDigest(job.local.job, id) };
      next.set(id, { ...entry(jobDigest(job.remote.job, id)), ...replaced });
    }
  }
  return next;
}
