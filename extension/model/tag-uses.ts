import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import type { Model } from './model.ts';

export interface TagUse {
  readonly tag: string;
  readonly runners: readonly RunnerOverview[];
  readonly jobs: readonly JobOverview[];
}

/** Every tag that a runner or a job carries, in alphabetical order, with both. */
export function tagUses(model: Model): readonly TagUse[] {
  const tags = new Set([...model.runners.flatMap((it) => it.tags), ...model.jobs.flatMap(tagsOf)]);
  return [...tags].toSorted().map((tag) => ({
    tag,
    runners: model.runners.filter((runner) => runner.tags.some((it) => it === tag)),
    jobs: model.jobs.filter((job) => tagsOf(job).includes(tag)),
  }));
}

/** Jobs whose definition says nothing about where they run. */
export function untaggedJobs(model: Model): readonly JobOverview[] {
  return model.jobs.filter((job) => !job.selected);
}

export function tagsOf(job: JobOverview): readonly string[] {
  return job.selector.mode === 'TAGS' ? job.selector.tags : [];
}
