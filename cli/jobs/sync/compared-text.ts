import { canonicalText } from '../../../job-language/sync/canonical-job.ts';
import type { ComparedJob } from '../../../job-language/sync/compare-folder.ts';
import { readJobFile } from '../../../job-language/sync/read-job-file.ts';
import type { SyncState } from '../../../job-language/sync/sync-state.ts';
import { type LabelledText, unifiedDiff } from '../text-diff/unified-diff.ts';

/** Descriptions of the states, for people. */
export const STATE_TEXTS: Readonly<Record<SyncState, string>> = {
  same: 'same',
  modified: 'changed in the folder',
  behind: 'changed on the coordinator',
  conflict: 'changed on both sides, or without a known common version',
  'only-here': 'only in the folder',
  'only-there': 'only on the coordinator',
  'deleted-here': 'deleted in the folder',
  'deleted-there': 'deleted on the coordinator',
};

const NOTHING: LabelledText = { label: '/dev/null', text: '' };

/** Returns the unified diff from the coordinator to the folder, without differences in formatting and comments. */
export function diffOfJob(job: ComparedJob, file: string): string {
  return unifiedDiff(remoteText(job) ?? NOTHING, localText(job, file) ?? NOTHING);
}

/**
 * Returns the changes of each side since the common version. If none is known, returns only the difference of the
 * sides.
 */
export function conflictText(job: ComparedJob, file: string): string {
  const base = baseText(job);
  if (base === undefined) return diffOfJob(job, file);
  const here = unifiedDiff(base, localText(job, file) ?? NOTHING);
  return here + unifiedDiff(base, remoteText(job) ?? NOTHING);
}

function localText({ local, remote }: ComparedJob, file: string): LabelledText | undefined {
  if (local === undefined) return undefined;
  return { label: file, text: canonicalText(local.job, remote?.id ?? local.id) };
}

function remoteText({ remote, path }: ComparedJob): LabelledText | undefined {
  if (remote === undefined) return undefined;
  return { label: labelOf(path, remote.revision), text: canonicalText(remote.job, remote.id) };
}

function baseText({ base, remote, path }: ComparedJob): LabelledText | undefined {
  if (base === undefined || remote === undefined) return undefined;
  const read = readJobFile('', base.text);
  if (read.kind !== 'job') return undefined;
  return { label: labelOf(path, base.revision), text: canonicalText(read.job.job, remote.id) };
}

function labelOf(path: string, revision: number): string {
  return `coordinator: ${path} (revision ${revision})`;
}
