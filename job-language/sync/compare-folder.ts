import { jobPath } from '../format/job-path.ts';
import { jobDigest } from './canonical-job.ts';
import { type EarlierVersions, TextIndex, VersionFinder } from './earlier-versions.ts';
import { FolderCache } from './folder-cache.ts';
import { type MatchedJob, matchJobs } from './match-jobs.ts';
import { type InvalidJobFile, type LocalJob, readJobFile } from './read-job-file.ts';
import type { FolderListing, RemoteJob, RemoteText, SyncCoordinator, SyncHistory } from './sync-ports.ts';
import type { SyncRecord } from './sync-record.ts';
import { type SyncState, syncState } from './sync-state.ts';
import { mayBeDefinedIn } from './uncertain-jobs.ts';

/** A stored version of a job that both the folder and the coordinator had. */
export interface BaseVersion extends RemoteText {
  readonly digest: string;
}

/** A job of a linked folder, compared with the coordinator. */
export interface ComparedJob {
  readonly state: SyncState;
  /** `group/name` */
  readonly path: string;
  readonly local?: LocalJob;
  readonly remote?: RemoteJob;
  /** The newest version in common, if it is known and still stored. */
  readonly base?: BaseVersion;
}

export interface ComparedFolder {
  /** Sorted by path. */
  readonly jobs: readonly ComparedJob[];
  /** Paths of jobs of the coordinator that an invalid file may define. Such jobs are not compared. */
  readonly uncertain: readonly string[];
  readonly invalid: readonly InvalidJobFile[];
  /** YAML files that do not look like jobs. */
  readonly ignored: readonly string[];
}

/** The inputs of a comparison. */
export interface FolderComparison {
  readonly listing: FolderListing;
  readonly coordinator: SyncCoordinator;
  readonly history: SyncHistory;
  readonly record: SyncRecord;
  /** Results of the previous comparison of the same folder and project. */
  readonly cache?: FolderCache;
}

/** Compares the files of a linked folder with the jobs of its project. Changes nothing. */
export async function compareFolder({
  listing,
  cache = new FolderCache(),
  ...parts
}: FolderComparison): Promise<ComparedFolder> {
  const { coordinator, history, record } = parts;
  const read = listing.files.map((listed) => {
    const { file, text } = listed;
    return { file, text, read: cache.jobOf(listed, () => readJobFile(file, text)) };
  });
  const locals = read.flatMap((it) => (it.read.kind === 'job' ? [it.read.job] : []));
  const { matched, repeated } = matchJobs(locals, await coordinator.jobs());
  const commit = await history.commit();
  const finder = new VersionFinder(history, record, coordinator.url, () =>
    cache.indexOf(commit, async () => new TextIndex(await history.texts())),
  );
  const jobs: ComparedJob[] = [];
  const unreadable = listing.unreadable.map(() => undefined);
  const invalidTexts = read.flatMap((it) => (it.read.kind === 'invalid' ? [it.text] : []));
  const otherTexts = read.flatMap((it) => (it.read.kind === 'other' ? [it.text] : []));
  const mayBeInvalid = mayBeDefinedIn([...unreadable, ...invalidTexts], otherTexts);
  const uncertain: string[] = [];
  for (const pair of matched) {
    const { local, remote } = pair;
    if (local === undefined && remote !== undefined && mayBeInvalid(remote)) uncertain.push(jobPath(remote));
    else {
      const entry = record.get(remote?.id ?? local?.id ?? '');
      jobs.push(await cache.compared(pair, { commit, entry }, () => comparedJob(pair, finder, coordinator)));
    }
  }
  const invalid = read.flatMap((it) => (it.read.kind === 'invalid' ? [it.read.invalid] : []));
  return {
    jobs: jobs.sort((a, b) => (a.path < b.path ? -1 : 1)),
    uncertain: uncertain.sort(),
    invalid: [...listing.unreadable, ...invalid, ...repeated],
    ignored: read.flatMap((it) => (it.read.kind === 'other' ? [it.file] : [])),
  };
}

async function comparedJob(
  { local, remote }: MatchedJob<LocalJob, RemoteJob>,
  finder: VersionFinder,
  coordinator: SyncCoordinator,
): Promise<ComparedJob> {
  const identity = local ?? remote;
  const id = remote?.id ?? local?.id;
  const sides = { ...(local === undefined ? {} : { local }), ...(remote === undefined ? {} : { remote }) };
  const path = identity === undefined ? '' : jobPath(identity);
  if (identity === undefined || id === undefined) return { state: 'only-here', path, ...sides };
  const digests = {
    local: local === undefined ? undefined : jobDigest(local.job, id),
    remote: remote === undefined ? undefined : jobDigest(remote.job, id),
  };
  if (digests.local !== undefined && digests.local === digests.remote)
    return { state: 'same', path, ...sides };
  const earlier = await finder.of({ ...identity, id }, digests.local);
  if (remote === undefined) {
    const base =
      digests.local !== undefined && earlier.digests.has(digests.local) ? digests.local : undefined;
    return { state: syncState({ ...digests, base, shared: earlier.synced }), path, ...sides };
  }
  const base = await baseOf({ id, local: digests.local }, earlier, coordinator);
  const state = syncState({ ...digests, base: base?.digest, shared: earlier.digests.size > 0 });
  return { state, path, ...sides, ...(base === undefined ? {} : { base }) };
}

/**
 * Returns the newest stored revision that the folder had. Reads revisions from the newest to the oldest, so that a job
 * whose newest revision was pushed from the folder needs one call.
 */
async function baseOf(
  { id, local }: { readonly id: string; readonly local: string | undefined },
  { digests }: EarlierVersions,
  coordinator: SyncCoordinator,
): Promise<BaseVersion | undefined> {
  if (local === undefined && digests.size === 0) return undefined;
  for (const revision of await coordinator.revisions(id)) {
    const text = await coordinator.revisionText(id, revision);
    const read = readJobFile('', text);
    if (read.kind !== 'job') continue;
    const digest = jobDigest(read.job.job, id);
    if (digest === local || digests.has(digest)) return { revision, text, digest };
  }
  return undefined;
}
