import { z } from 'zod';
import { JobId, ProjectName } from '../ids.ts';
import { json, NO_BODY } from './declare.ts';
import { defineRoute } from './route.ts';
import { Choice, ChoiceQuestion, Plan, PlanQuestion } from './shapes/choice-shapes.ts';
import { AskedOfRun, JobOverview, JobSelector, JobText } from './shapes/job-shapes.ts';

const job = { job: JobId } as const;
const READ = { resource: 'job', action: 'read' } as const;
const UPDATE = { resource: 'job', action: 'update' } as const;

/** `revision`: the one that was read; another one there is a conflict. */
export const SetJobText = z.object({ text: z.string(), revision: z.int().nonnegative() });

export const SetSelectors = z.object({
  jobs: z
    .array(z.object({ id: JobId, revision: z.int().nonnegative().optional() }))
    .min(1)
    .max(1000),
  selector: JobSelector,
});

export const SetSelectorsResult = z.object({
  succeeded: z.array(JobOverview),
  failed: z.array(z.object({ id: JobId, errorCode: z.string(), message: z.string() })),
});
export type SetSelectorsResult = z.infer<typeof SetSelectorsResult>;

/** Routes for editors that Rundeck does not have. */
export const JOB_EDITING_ROUTES = {
  listJobOverviews: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/jobs',
    summary: 'Jobs with their runner selectors, of all projects or of one.',
    access: READ,
    params: {},
    query: { project: ProjectName.optional() },
    body: NO_BODY,
    status: 200,
    answer: json(z.object({ jobs: z.array(JobOverview) })),
  }),
  getJobText: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/jobs/{job}/text',
    summary: 'The text of a job with its revision.',
    access: READ,
    params: job,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(JobText),
  }),
  setJobText: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/jobs/{job}/text',
    summary: 'Save the text of a job, unless it was changed since it was read.',
    access: UPDATE,
    params: job,
    query: {},
    body: json(SetJobText),
    status: 200,
    answer: json(JobText),
  }),
  getJobOptions: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/jobs/{job}/options',
    summary: 'The options to ask for before a run.',
    access: READ,
    params: job,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(AskedOfRun),
  }),
  setJobSelectors: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/jobs/selectors',
    summary: 'Set the runner selector of several jobs; nothing else of their texts changes.',
    access: UPDATE,
    params: {},
    query: {},
    body: json(SetSelectors),
    status: 200,
    answer: json(SetSelectorsResult),
  }),
  previewChoice: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/choice',
    summary: 'Which runners a selector means in a project, with their health.',
    access: READ,
    params: {},
    query: {},
    body: json(ChoiceQuestion),
    status: 200,
    answer: json(Choice),
  }),
  plan: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/plan',
    summary: 'What a run of a job would do, without doing it.',
    access: READ,
    params: {},
    query: {},
    body: json(PlanQuestion),
    status: 200,
    answer: json(Plan),
  }),
} as const;
