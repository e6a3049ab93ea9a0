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
export function tagUses(model: Model): readonly TagCarriers[] {
  const tags = new Set([...model.runners.flatMap((it) => it.tags), ...model.jobs.flatMap(tagsOf)]);
  return [...tags].toSorted().map((tag) => ({
    tag,
    runners: model.runners.filter((runner) => runner.tags.some((it) => it === tag)),
    jobs: model.jobs.filter((job) => tagsOf(job).includes(tag)),
  }));
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
