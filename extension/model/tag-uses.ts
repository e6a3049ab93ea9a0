import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import type { Model } from './model.ts';

/** A tag with the runners that have it and the jobs that require it. */
export interface TagCarriers {
  readonly tag: string;
  readonly runners: readonly RunnerOverview[];
  readonly jobs: readonly JobOverview[];
}

/** Returns every tag that a runner has or a job requires, in alphabetical order. */
export function tagUses({ runners, jobs }: Pick<Model, 'runners' | 'jobs'>): readonly TagCarriers[] {
  const runnersOf = byTag(runners, ({ tags }) => tags);
  const jobsOf = byTag(jobs, tagsOf);
  const tags = new Set([...runnersOf.keys(), ...jobsOf.keys()]);
  return [...tags]
    .toSorted()
    .map((tag) => ({ tag, runners: runnersOf.get(tag) ?? [], jobs: jobsOf.get(tag) ?? [] }));
}

function byTag<T>(
  items: readonly T[],
  tagsOfItem: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const item of items)
    for (const tag of new Set(tagsOfItem(item))) {
      const known = found.get(tag);
      if (known === undefined) found.set(tag, [item]);
      else known.push(item);
    }
  return found;
}

/** Returns the tags that a job requires but no runner has. */
export function tagsWithoutRunner(model: Model): readonly TagCarriers[] {
  return tagUses(model).filter(({ runners }) => runners.length === 0);
}

/** Returns the jobs whose definitions contain no runner selector. */
export function untaggedJobs(model: Model): readonly JobOverview[] {
  return model.jobs.filter((job) => !job.selected);
}

/** Returns the tags that a job requires. */
export function tagsOf(job: JobOverview): readonly string[] {
  return job.selector.mode === 'TAGS' ? job.selector.tags : [];
}
