import { defineRoute, json } from './declare.ts';
import { Execution, RunDraft } from './shapes/execution-shapes.ts';

/** Runs of jobs that are not stored. */
export const DRAFT_ROUTES = {
  runDraft: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/project/{project}/run/draft',
    summary: 'Run a job once without storing it.',
    access: { resource: 'job', action: 'create' },
    body: json(RunDraft),
    answer: json(Execution),
  }),
} as const;
