import * as z from 'zod';
import { JobId, ProjectName } from '../ids.ts';
import { defineRoute, json } from './declare.ts';
import { ChoicePreview, ChoiceQuestion, Plan, PlanQuestion } from './shapes/choice-shapes.ts';
import {
  AskedOfRun,
  JobOverview,
  JobRevision,
  JobRevisionText,
  JobSelector,
  JobText,
} from './shapes/job-shapes.ts';

const READ = { resource: 'job', action: 'read' } as const;
const UPDATE = { resource: 'job', action: 'update' } as const;

/** `revision`: the revision that the client read. Saving fails with a conflict if the job now has another revision. */
export const SetJobText = z.object({ text: z.string(), revision: z.int().nonnegative() });

/** `to`: the revision to restore. `revision`: the revision that the client read, as in {@link SetJobText}. */
export const RevertJob = z.object({ to: z.int().nonnegative(), revision: z.int().nonnegative().optional() });

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

/** Routes that editors need and that Rundeck does not have. */
export const JOB_EDITING_ROUTES = {
  listJobOverviews: defineRoute({
    base: 'outrunner',
    path: '/jobs',
    summary: 'Jobs with their runner selectors, of all projects or of one.',
    access: READ,
    query: { project: ProjectName.optional() },
    answer: json(z.object({ jobs: z.array(JobOverview) })),
  }),
  getJobText: defineRoute({
    base: 'outrunner',
    path: '/jobs/{job}/text',
    summary: 'The text of a job with its revision.',
    access: READ,
    answer: json(JobText),
  }),
  setJobText: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/jobs/{job}/text',
    summary: 'Save the text of a job, unless it was changed since it was read.',
    access: UPDATE,
    body: json(SetJobText),
    answer: json(JobText),
  }),
  listJobRevisions: defineRoute({
    base: 'outrunner',
    path: '/jobs/{job}/revisions',
    summary: 'The stored revisions of a job, newest first.',
    access: READ,
    answer: json(z.object({ revisions: z.array(JobRevision) })),
  }),
  getJobRevision: defineRoute({
    base: 'outrunner',
    path: '/jobs/{job}/revisions/{revision}',
    summary: 'The text of one revision of a job.',
    access: READ,
    answer: json(JobRevisionText),
  }),
  revertJob: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/jobs/{job}/revert',
    summary: 'Save the text of an earlier revision of a job as a new revision.',
    access: UPDATE,
    body: json(RevertJob),
    answer: json(JobText),
  }),
  getJobOptions: defineRoute({
    base: 'outrunner',
    path: '/jobs/{job}/options',
    summary: 'The options to ask for before a run.',
    access: READ,
    answer: json(AskedOfRun),
  }),
  setJobSelectors: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/jobs/selectors',
    summary: 'Set the runner selector of several jobs; nothing else of their texts changes.',
    access: UPDATE,
    body: json(SetSelectors),
    answer: json(SetSelectorsResult),
  }),
  previewChoice: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/choice',
    summary: 'The runners that a selector selects in a project, with their health.',
    access: READ,
    body: json(ChoiceQuestion),
    answer: json(ChoicePreview),
  }),
  plan: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/plan',
    summary: 'What a run of a job would do, without doing it.',
    access: READ,
    body: json(PlanQuestion),
    answer: json(Plan),
  }),
} as const;
