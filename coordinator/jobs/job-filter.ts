import type { CoordinatorId } from '../../protocol/ids.ts';
import type { JobQueryValues } from '../../protocol/routes/job-query.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';

/** Returns a function that returns whether a job matches all filters of a query. */
export function jobFilter(filter: JobQueryValues, coordinator: CoordinatorId): (job: JobRecord) => boolean {
  const { scheduledFilter, scheduleEnabledFilter, executionEnabledFilter, serverNodeUUIDFilter } = filter;
  const { idlist, groupPath, groupPathExact, jobExactFilter } = filter;
  const ids = idlist === undefined ? undefined : new Set(idlist.split(',').map((id) => id.trim()));
  const nameHas = partFilter(filter.jobFilter);
  const descriptionHas = partFilter(filter.descFilter);
  return (job) =>
    (ids === undefined || ids.has(job.id)) &&
    inGroup(job.group, groupPath) &&
    (groupPathExact === undefined || job.group === (groupPathExact === '-' ? '' : groupPathExact)) &&
    nameHas(job.name) &&
    descriptionHas(job.description) &&
    (jobExactFilter === undefined || job.name === jobExactFilter) &&
    (scheduledFilter === undefined || hasSchedule(job) === scheduledFilter) &&
    (scheduleEnabledFilter === undefined || job.scheduleEnabled === scheduleEnabledFilter) &&
    (executionEnabledFilter === undefined || job.executionEnabled === executionEnabledFilter) &&
    (serverNodeUUIDFilter === undefined || (serverNodeUUIDFilter === coordinator && hasSchedule(job)));
}

function hasSchedule(job: JobRecord): boolean {
  return job.schedule !== undefined;
}

/** Returns a function that returns whether a string contains `part`, regardless of case. An absent part matches all. */
function partFilter(part: string | undefined): (text: string) => boolean {
  if (part === undefined) return () => true;
  const wanted = part.toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}

/**
 * Returns whether a group matches a path: `*` matches every group, `-` matches jobs without a group, and any other path
 * matches that group and its subgroups.
 */
function inGroup(group: string, path: string | undefined): boolean {
  if (path === undefined || path === '*') return true;
  if (path === '-' || path === '') return group === '';
  return group === path || group.startsWith(`${path}/`);
}
