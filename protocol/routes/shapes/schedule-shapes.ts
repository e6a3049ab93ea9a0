import * as z from 'zod';
import { Reason } from '../../entities/execution.ts';
import { ExecutionId, JobId } from '../../ids.ts';
import { JobInfo } from './job-shapes.ts';

export const Switched = z.object({ success: z.literal(true) });

/** The jobs of a bulk call, in its body or, comma-separated, in its query. */
export const JobIds = z.object({ ids: z.array(JobId).max(10_000).optional(), idlist: z.string().optional() });

/** The result of a bulk call, in Rundeck's format. */
export const SwitchedJobs = z.object({
  requestCount: z.int(),
  enabled: z.boolean(),
  allsuccessful: z.boolean(),
  succeeded: z.array(z.object({ id: z.string(), message: z.string() })),
  failed: z.array(z.object({ id: z.string(), errorCode: z.string(), message: z.string() })),
});
export type SwitchedJobs = z.infer<typeof SwitchedJobs>;

/** The answer of `GET /job/{id}/forecast`, in Rundeck's format. */
export const JobForecast = JobInfo.extend({ futureScheduledExecutions: z.array(z.string()) });
export type JobForecast = z.infer<typeof JobForecast>;

export const ExecutionMode = z.object({ executionMode: z.enum(['active', 'passive']) });
export type ExecutionMode = z.infer<typeof ExecutionMode>;

/** The schedule of a job. Times are ISO 8601. */
export const JobScheduleView = z.object({
  /** Absent: the job has no schedule. */
  crontab: z.string().optional(),
  /** The time zone of the schedule. */
  timeZone: z.string(),
  enabled: z.boolean(),
  /** Why the schedule does not fire although it is enabled. */
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
