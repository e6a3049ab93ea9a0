import { comparableName, namedJobs } from './named-jobs.ts';
import type { SyncIdentity } from './sync-identity.ts';

/**
 * Returns whether one of the invalid files of a folder may define a job. If so, the job must not count as missing in
 * the folder, because a push would then delete it, and a pull would create a second file. A file that cannot be read,
 * or whose names are unclear, may define every job.
 *
 * @param texts the texts of the invalid files; undefined for a file that cannot be read
 * @param others the texts of files that do not look like jobs; such a text counts only if it contains the job's id
 */
export function mayBeDefinedIn(
  texts: readonly (string | undefined)[],
  others: readonly string[],
): (job: SyncIdentity & { readonly id: string }) => boolean {
  const named = texts.map((text) => (text === undefined || isUnclear(text) ? undefined : namedJobs(text)));
  const ids = new Set(others.flatMap((text) => [...namedJobs(text).ids]));
  return ({ id, name }) =>
    ids.has(id) ||
    named.some((it) => it === undefined || it.ids.has(id) || it.names.has(comparableName(name)));
}

/** Whether a text may define a job whose name it does not contain: an escaped name, one of several lines, or none. */
function isUnclear(text: string): boolean {
  const { ids, names } = namedJobs(text);
  return (ids.size === 0 && names.size === 0) || names.has('') || /^[^#\n]*name["']?[ \t]*:.*\\/m.test(text);
}
