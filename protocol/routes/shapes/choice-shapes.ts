import * as z from 'zod';
import { JobTextFormat } from '../../entities/job-text-format.ts';
import { Health } from '../../entities/replica.ts';
import { JobId, ProjectName, RunnerId, Tag } from '../../ids.ts';
import { askedRunnerKeys } from './asked-runners.ts';
import { JobRemark, JobSelector } from './job-shapes.ts';
import { StepPreview, workflowPreviewKeys } from './workflow-preview.ts';

/** A runner that matches a selector. Lists of candidates begin with the best one. */
export const ChoiceCandidate = z.object({
  runnerId: RunnerId,
  name: z.string(),
  health: Health,
  tags: z.array(Tag),
  /** Whether the runner can execute an operation now. */
  available: z.boolean(),
  running: z.number(),
  maxRunning: z.number(),
});
export type ChoiceCandidate = z.infer<typeof ChoiceCandidate>;

/**
 * The runners that a selector selects in a project. `problem` explains why there are none, or why an operation would
 * wait.
 */
export const ChoicePreview = z.object({
  candidates: z.array(ChoiceCandidate),
  problem: z.string().optional(),
});
export type ChoicePreview = z.infer<typeof ChoicePreview>;

export const ChoiceQuestion = z.object({ project: ProjectName, selector: JobSelector });
export type ChoiceQuestion = z.infer<typeof ChoiceQuestion>;

/** A stored job, or the text of a job, with the option values of the run to plan. */
export const PlanQuestion = z.union([
  z.object({
    job: JobId,
    options: z.record(z.string(), z.string()).optional(),
    filter: z.string().optional(),
    ...askedRunnerKeys,
  }),
  z.object({
    project: ProjectName,
    text: z.string(),
    format: JobTextFormat.default('yaml'),
    options: z.record(z.string(), z.string()).optional(),
    filter: z.string().optional(),
    ...askedRunnerKeys,
  }),
]);
export type PlanQuestion = z.infer<typeof PlanQuestion>;

/** The plan of a run: the chosen runner, and the final text of each step. Values of secure options are `*****`. */
export const Plan = z.object({
  project: ProjectName,
  selector: JobSelector,
  choice: ChoicePreview,
  ...workflowPreviewKeys,
  steps: z.array(StepPreview),
  remarks: z.array(JobRemark),
});
export type Plan = z.infer<typeof Plan>;
