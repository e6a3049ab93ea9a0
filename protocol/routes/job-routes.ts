import * as z from 'zod';
import { JobTextFormat } from '../entities/job-text-format.ts';
import { defineRoute, json, optionalForm, optionalJson } from './declare.ts';
import { PAGING } from './execution-query.ts';
import { JOB_QUERY } from './job-query.ts';
import { queryFlag, queryTexts } from './query-values.ts';
import { JOB_MEDIA_TYPES } from './route.ts';
import {
  AskedLogLevel,
  Execution,
  ExecutionList,
  RetryExecution,
  RunJob,
} from './shapes/execution-shapes.ts';
import { JobBrowseFilters } from './shapes/job-browse-shapes.ts';
import { JobIds, JobImportResult, JobInfo, JobListEntry, JobResults } from './shapes/job-shapes.ts';
import { WorkflowTree } from './shapes/workflow-tree.ts';

const DEFINITIONS = {
  kind: 'text',
  mediaTypes: ['application/yaml', 'application/json', 'application/xml'],
} as const;
const format = JobTextFormat.optional();

const run = {
  method: 'POST',
  summary: 'Run a job.',
  access: { resource: 'job', action: 'run' },
  query: {
    argString: z.string().max(65_536).optional(),
    loglevel: AskedLogLevel.optional(),
    filter: z.string().optional(),
    asUser: z.string().min(1).max(255).optional(),
    runAtTime: z.string().optional(),
  },
  optionsInQuery: true,
  body: optionalForm(RunJob),
  answer: json(Execution),
} as const;

const deleteJobs = {
  access: { resource: 'job', action: 'delete' },
  query: { ids: queryTexts(), idlist: z.string().optional() },
  answer: json(JobResults),
} as const;

const list = {
  path: '/project/{project}/jobs',
  access: { resource: 'job', action: 'read' },
  query: {
    ...JOB_QUERY,
    ...PAGING,
    /** Has no effect: `max` and `offset` always apply. */
    paginatedRequired: queryFlag(),
  },
  answer: json(z.array(JobListEntry)),
} as const;

export const JOB_ROUTES = {
  listJobs: defineRoute({ ...list, summary: 'Jobs of a project.' }),
  listJobsByFilter: defineRoute({
    ...list,
    method: 'POST',
    summary: 'Jobs of a project, with filters in the body.',
    body: optionalJson(JobBrowseFilters),
  }),
  importJobs: defineRoute({
    method: 'POST',
    path: '/project/{project}/jobs/import',
    summary: 'Import job definitions: a list of jobs, or one.',
    access: { resource: 'job', action: 'create' },
    query: {
      dupeOption: z.enum(['create', 'update', 'skip']).default('create'),
      uuidOption: z.enum(['preserve', 'remove']).default('preserve'),
      /** The format of the body. Absent: determined by its content type. */
      fileformat: format,
      /** The same as `fileformat`, in the spelling of Rundeck's official client. */
      fileFormat: format,
      /** The same as `fileformat`, in the spelling of Rundeck's API before version 30. */
      format,
      /** Whether to refuse jobs that refer to a job that does not exist. */
      validateJobref: queryFlag(),
      /** How to import jobs if some have errors: `refuse` imports none, `skip` imports the valid ones. */
      onError: z.enum(['refuse', 'skip']).default('refuse'),
    },
    body: { kind: 'text', mediaTypes: JOB_MEDIA_TYPES, limit: 'importBytes', formField: 'xmlBatch' },
    answer: json(JobImportResult),
  }),
  exportJobs: defineRoute({
    path: '/project/{project}/jobs/export',
    summary: 'Definitions of the jobs of a project.',
    access: { resource: 'job', action: 'read' },
    query: { format, ...JOB_QUERY },
    answer: DEFINITIONS,
  }),
  getJob: defineRoute({
    path: '/job/{job}',
    summary: 'The definition of a job, as a list of one.',
    access: { resource: 'job', action: 'read' },
    query: { format },
    answer: DEFINITIONS,
  }),
  getJobInfo: defineRoute({
    path: '/job/{job}/info',
    summary: 'Metadata of a job.',
    access: { resource: 'job', action: 'view' },
    answer: json(JobInfo),
  }),
  getJobWorkflow: defineRoute({
    path: '/job/{job}/workflow',
    summary: 'The kinds of the steps of a job and of the jobs that it refers to, without their commands.',
    access: { resource: 'job', action: 'read' },
    answer: json(WorkflowTree),
  }),
  deleteJob: defineRoute({
    method: 'DELETE',
    path: '/job/{job}',
    summary: 'Delete a job; refused while it runs.',
    access: { resource: 'job', action: 'delete' },
  }),
  deleteJobs: defineRoute({
    ...deleteJobs,
    method: 'POST',
    path: '/jobs/delete',
    summary: 'Delete several jobs; those that run are reported and kept.',
    body: optionalJson(JobIds),
  }),
  deleteJobsByQuery: defineRoute({
    ...deleteJobs,
    method: 'DELETE',
    path: '/jobs/delete',
    summary: 'Delete several jobs, named in the query; those that run are reported and kept.',
  }),
  runJob: defineRoute({ ...run, path: '/job/{job}/run' }),
  runJobAsExecutions: defineRoute({ ...run, path: '/job/{job}/executions' }),
  retryJob: defineRoute({
    method: 'POST',
    path: '/job/{job}/retry/{execution}',
    summary: 'Run a job again as it was run, on all nodes or on those that failed.',
    access: { resource: 'job', action: 'run' },
    query: { ...run.query, failedNodes: queryFlag() },
    optionsInQuery: true,
    body: optionalForm(RetryExecution),
    answer: json(Execution),
  }),
  listJobExecutions: defineRoute({
    path: '/job/{job}/executions',
    summary: 'Executions of a job, newest first.',
    access: { resource: 'execution', action: 'read' },
    query: {
      status: z.string().optional(),
      /** Whether to include executions of other jobs in which the job ran by a reference. */
      includeJobRef: queryFlag(),
      ...PAGING,
    },
    answer: json(ExecutionList),
  }),
} as const;
