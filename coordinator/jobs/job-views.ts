import type { Problem } from '../../job-language/source/problem.ts';
import { pickShape } from '../../protocol/entities/pick-shape.ts';
import { type JobListEntry, JobOverview, JobRemark } from '../../protocol/routes/shapes/job-shapes.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import type { Links } from '../views/links.ts';
import { selectorView } from './job-selector.ts';

/**
 * Returns the API view of a job.
 *
 * @param next time of the next scheduled run, epoch ms
 */
export function jobListEntry(job: JobRecord, links: Links, next: number | undefined): JobListEntry {
  return {
    id: job.id,
    name: job.name,
    group: job.group === '' ? null : job.group,
    project: job.project,
    description: job.description,
    ...links.job(job.id),
    scheduled: job.schedule !== undefined,
    scheduleEnabled: job.scheduleEnabled,
    enabled: job.executionEnabled,
    ...(next === undefined ? {} : { nextScheduledExecution: isoSeconds(next) }),
  };
}

export function jobOverview(job: JobRecord): JobOverview {
  return pickShape(JobOverview, {
    ...job,
    scheduled: job.schedule !== undefined,
    selector: selectorView(job.selector),
    selected: job.selector.explicit ?? job.selector.mode !== 'LOCAL',
  });
}

export function jobRemark(problem: Problem): JobRemark {
  return pickShape(JobRemark, problem);
}
