import { comparableName, type NamedJobs, namedJobs } from './named-jobs.ts';
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
  const named = texts.map((text) => (text === undefined ? undefined : clearlyNamedJobs(text)));
  const ids = new Set(others.flatMap((text) => [...namedJobs(text).ids]));
  return ({ id, name }) =>
    ids.has(id) ||
    named.some((it) => it === undefined || it.ids.has(id) || it.names.has(comparableName(name)));
}

/**
 * Returns the jobs that a text seems to define. Undefined if it may define a job whose name it does not contain: an
 * escaped name, one of several lines, or none.
 */
function clearlyNamedJobs(text: string): NamedJobs | undefined {
  const named = namedJobs(text);
  const isUnclear =
    (named.ids.size === 0 && named.names.size === 0) ||
    named.names.has('') ||
    /^[^#\n]*name["']?[ \t]*:.*\\/m.test(text);
  return isUnclear ? undefined : named;
}
