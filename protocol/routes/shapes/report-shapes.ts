import * as z from 'zod';
import { EndStatus } from '../../entities/execution.ts';
import { ExecutionId, JobId, ProjectName } from '../../ids.ts';

/** The answer of `GET /executions/metrics`, in Rundeck's format: durations are strings such as `0s`, `12s` and `3m`. */
export const ExecutionMetrics = z.object({
  total: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  /** Percentage of the executions that succeeded, with one decimal. */
  successRate: z.number(),
  duration: z.object({ average: z.string(), min: z.string(), max: z.string() }),
});
export type ExecutionMetrics = z.infer<typeof ExecutionMetrics>;

/** The status of an ended execution in Rundeck's history. */
export const HistoryStatus = z.enum(['succeed', 'fail', 'cancel', 'retry', 'timeout', 'other']);
export type HistoryStatus = z.infer<typeof HistoryStatus>;

/** An execution that has ended, in Rundeck's format of the history. */
export const HistoryEvent = z.object({
  /** Epoch ms. */
  starttime: z.number(),
  endtime: z.number(),
  /** Group and name of the job, or `adhoc`. */
  title: z.string(),
  status: EndStatus,
  statusString: HistoryStatus,
  summary: z.string(),
  'node-summary': z.object({ succeeded: z.int(), failed: z.int(), total: z.int() }),
  user: z.string(),
  project: ProjectName,
  abortedby: z.string().optional(),
  'date-started': z.string(),
  'date-ended': z.string(),
  job: z.object({ id: JobId, href: z.string(), permalink: z.string() }).optional(),
  execution: z.object({ id: ExecutionId, href: z.string(), permalink: z.string() }),
});
export type HistoryEvent = z.infer<typeof HistoryEvent>;

export const HistoryPage = z.object({
  paging: z.object({ count: z.number(), total: z.number(), offset: z.number(), max: z.number() }),
  events: z.array(HistoryEvent),
});
export type HistoryPage = z.infer<typeof HistoryPage>;
