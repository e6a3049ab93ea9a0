import type { JobRecord } from '../store/definitions/records/job-record.ts';

/** The jobs directly in a group, and the groups directly below it, in the order in which they were first found. */
export type BrowsedItem =
  | { readonly kind: 'job'; readonly job: JobRecord }
  | { readonly kind: 'group'; readonly path: string };

/** Returns the content of a group; an empty path selects the top level. Slashes around the path are ignored. */
export function browsedJobs(jobs: readonly JobRecord[], path: string): BrowsedItem[] {
  const parent = path.replace(/^\/+|\/+$/g, '');
  const prefix = parent === '' ? '' : `${parent}/`;
  const groups = new Set<string>();
  return jobs.flatMap((job): BrowsedItem[] => {
    if (job.group === parent) return [{ kind: 'job', job }];
    if (job.group === '' || !job.group.startsWith(prefix)) return [];
    const [child = ''] = job.group.slice(prefix.length).split('/', 1);
    const group = prefix + child;
    if (groups.has(group)) return [];
    groups.add(group);
    return [{ kind: 'group', path: group }];
  });
}
