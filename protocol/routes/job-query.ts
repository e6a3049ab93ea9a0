import * as z from 'zod';
import { queryFlag, queryText } from './query-values.ts';

/** Rundeck's query for jobs. A job must match all filters of the query. */
export const JOB_QUERY = {
  /** Comma-separated ids. */
  idlist: z.string().max(65_536).optional(),
  /** `*`: all; `-`: without a group; else this group and the groups below it. */
  groupPath: queryText(),
  groupPathExact: queryText(),
  /** A part of the job's name. */
  jobFilter: queryText(),
  jobExactFilter: queryText(),
  /** A part of the job's description. */
  descFilter: queryText(),
  /** Has no effect, as in Rundeck: the project in the path decides. */
  projFilter: queryText(),
  /** `true` selects jobs with a schedule, `false` jobs without. */
  scheduledFilter: queryFlag(),
  /** `true` selects jobs whose schedule is enabled, `false` the other jobs. */
  scheduleEnabledFilter: queryFlag(),
  /** `true` selects jobs whose executions are enabled, `false` the other jobs. */
  executionEnabledFilter: queryFlag(),
  /** Selects the jobs that the coordinator with this UUID schedules. */
  serverNodeUUIDFilter: queryText(),
} as const;

/** The parsed query of {@link JOB_QUERY}. */
export type JobQueryValues = z.output<z.ZodObject<typeof JOB_QUERY>>;
