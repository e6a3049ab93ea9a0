import * as z from 'zod';
import { Reason } from '../../entities/execution.ts';
import { ExecutionId, JobId } from '../../ids.ts';
import { JobInfo, JobResults } from './job-shapes.ts';

export const Switched = z.object({ success: z.literal(true) });

/** The result of enabling or disabling several jobs, in Rundeck's format. */
export const SwitchedJobs = JobResults.extend({ enabled: z.boolean() });
export type SwitchedJobs = z.infer<typeof SwitchedJobs>;

/** The answer of `GET /job/{id}/forecast`, in Rundeck's format. */
export const JobForecast = JobInfo.extend({
  /** ISO 8601, in order. Since API version 48 also the planned starts of single runs. */
  futureScheduledExecutions: z.array(z.string()),
  /** Since API version 48: whether the configuration of the project disables executions, and schedules. */
  projectDisableExecutions: z.boolean().optional(),
  projectDisableSchedule: z.boolean().optional(),
});
export type JobForecast = z.infer<typeof JobForecast>;

/** The schedule of a job. Times are ISO 8601. */
export const JobScheduleView = z.object({
  /** Absent: the job has no schedule. */
  crontab: z.string().optional(),
  /** The time zone of the schedule. */
  timeZone: z.string(),
  enabled: z.boolean(),
  /** Why the schedule starts no executions although it is enabled. */
  rests: z.string().optional(),
  next: z.string().optional(),
  last: z
    .object({
      plannedAt: z.string(),
      missed: z.object({ count: z.int(), firstAt: z.string() }).optional(),
      outcome: z.enum(['started', 'skipped', 'refused']),
      execution: ExecutionId.optional(),
      reason: Reason.optional(),
    })
    .optional(),
});
export type JobScheduleView = z.infer<typeof JobScheduleView>;

/** The schedules to take over, in Rundeck's format: of one or all coordinators, of a project, or of one job. */
export const TakeOverSchedules = z.object({
  server: z.object({ uuid: z.string().optional(), all: z.boolean().optional() }).optional(),
  project: z.string().optional(),
  job: z.object({ id: JobId }).optional(),
  /** Several jobs. */
  jobs: z
    .array(z.object({ id: JobId }))
    .max(10_000)
    .optional(),
});
export type TakeOverSchedules = z.infer<typeof TakeOverSchedules>;

const TakenOverJob = z.object({
  id: JobId,
  href: z.string(),
  permalink: z.string(),
  'previous-owner': z.string(),
});

/** The result of a takeover, in Rundeck's format. */
export const ScheduleTakeover = z.object({
  takeoverSchedule: z.object({
    server: TakeOverSchedules.shape.server,
    project: z.string().optional(),
    job: TakeOverSchedules.shape.job,
    jobs: z.object({
      total: z.int(),
      successful: z.array(TakenOverJob),
      failed: z.array(z.never()),
    }),
  }),
  self: z.object({ server: z.object({ uuid: z.string() }) }),
  message: z.string(),
  apiversion: z.int(),
  success: z.literal(true),
});
export type ScheduleTakeover = z.infer<typeof ScheduleTakeover>;
