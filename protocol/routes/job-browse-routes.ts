import * as z from 'zod';
import { defineRoute, json, optionalJson } from './declare.ts';
import { JOB_QUERY } from './job-query.ts';
import { queryFlag, queryInteger, queryText } from './query-values.ts';
import {
  JobBrowseFilters,
  JobBrowseResult,
  JobMetaItem,
  OptionToValidate,
  OptionValidation,
} from './shapes/job-browse-shapes.ts';

const READ = { resource: 'job', action: 'read' } as const;

const META = {
  /** Names of items of metadata, comma-separated: `authz`, `schedule`, `stats`; `*` for all. */
  meta: queryText(),
  /** Names of items to leave out, comma-separated. */
  metaExclude: queryText(),
} as const;

const { groupPath: _, groupPathExact: __, ...FILTERS } = JOB_QUERY;

const browse = {
  path: '/project/{project}/jobs/browse',
  access: READ,
  query: {
    ...META,
    ...FILTERS,
    /** The group to browse; absent or empty: the jobs without a group, and the top groups. */
    path: queryText(),
    /** Metadata is left out if the result has this many items or more. */
    breakpoint: queryInteger(0, 1e9),
    /** Maximum number of jobs that are considered. */
    max: queryInteger(1, 1e9),
  },
  answer: json(JobBrowseResult),
} as const;

/** Routes for job editors: browsing groups, metadata, and the validation of options. */
export const JOB_BROWSE_ROUTES = {
  browseJobs: defineRoute({
    ...browse,
    summary: 'The jobs directly in a group, and the groups below it.',
  }),
  browseJobsByFilter: defineRoute({
    ...browse,
    method: 'POST',
    summary:
      'The jobs directly in a group, and the groups below it, of those that the filters in the body select.',
    body: optionalJson(JobBrowseFilters),
  }),
  getJobMeta: defineRoute({
    path: '/job/{job}/meta',
    summary: 'Metadata of a job: what the caller may do, the schedule, and statistics.',
    access: READ,
    query: META,
    answer: json(z.array(JobMetaItem)),
  }),
  validateJobOption: defineRoute({
    method: 'POST',
    path: '/project/{project}/jobs/validateOption',
    summary: 'Check an option of a job; an invalid option answers 400, with the messages by key.',
    access: READ,
    query: { jobWasScheduled: queryFlag() },
    body: json(OptionToValidate),
    answer: { ...json(OptionValidation), or400: true },
  }),
} as const;
