import { jobPath } from '../format/job-path.ts';
import type { InvalidJobFile } from './read-job-file.ts';
import type { SyncIdentity } from './sync-identity.ts';

/** A job in the folder, on the coordinator, or both. */
export interface MatchedJob<Local, Remote> {
  readonly local?: Local;
  readonly remote?: Remote;
}

export interface MatchedJobs<Local, Remote> {
  readonly matched: readonly MatchedJob<Local, Remote>[];
  /** Files that describe the same job as an earlier file. */
  readonly repeated: readonly InvalidJobFile[];
}

/**
 * Matches the files of a folder with the jobs of a project as an import does: by uuid, otherwise by group and name. A
 * job that another file names by its uuid is not matched by name.
 */
export function matchJobs<
  Local extends SyncIdentity & { readonly file: string },
  Remote extends SyncIdentity & { readonly id: string },
>(locals: readonly Local[], remotes: readonly Remote[]): MatchedJobs<Local, Remote> {
  const byId = new Map(remotes.map((remote) => [remote.id, remote]));
  const byPath = new Map(remotes.map((remote) => [jobPath(remote), remote]));
  const ids = new Set(locals.map(({ id }) => id));
  const taken = new Map<string, Local>();
  const matched: MatchedJob<Local, Remote>[] = [];
  const repeated: InvalidJobFile[] = [];
  for (const local of locals) {
    const same = local.id === undefined ? undefined : byId.get(local.id);
    const named = byPath.get(jobPath(local));
    const remote = same ?? (named !== undefined && !ids.has(named.id) ? named : undefined);
    const identity = remote?.id ?? local.id ?? `path ${jobPath(local)}`;
    const first = taken.get(identity);
    if (first !== undefined) {
      const problem = `The file describes the same job as ${first.file}. Delete one of them, or give it another uuid and name.`;
      repeated.push({ file: local.file, line: 1, column: 1, problem });
      continue;
    }
    taken.set(identity, local);
    matched.push(remote === undefined ? { local } : { local, remote });
  }
  const found = new Set(matched.map(({ remote }) => remote?.id));
  return {
    matched: [...matched, ...remotes.filter(({ id }) => !found.has(id)).map((remote) => ({ remote }))],
    repeated,
  };
}
