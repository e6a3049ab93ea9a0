import type * as z from 'zod';
import { queryFlag, queryInteger, queryPeriod, queryText, queryTexts, queryTime } from './query-values.ts';

export const PAGING = { max: queryInteger(1, 1000), offset: queryInteger(0, 1e9) } as const;

/**
 * Rundeck's query for executions. An execution must match all filters of the query. Job filters match no ad-hoc
 * command.
 *
 * Source: "Execution Query" in Rundeck's API reference.
 */
export const EXECUTION_QUERY = {
  ...PAGING,
  statusFilter: queryText(),
  userFilter: queryText(),
  abortedbyFilter: queryText(),
  executionTypeFilter: queryText(),
  /** `true` selects only ad-hoc commands, `false` only jobs. */
  adhoc: queryFlag(),
  /**
   * `recentFilter` selects executions that ended within a period, `olderFilter` those that ended before it: `30n`
   * (minutes), `2h`, `1d`, `1w`, `1m`, `1y`.
   */
  recentFilter: queryPeriod(),
  olderFilter: queryPeriod(),
  /** Limits of the time when an execution ended: ISO 8601 dates, or epoch ms. */
  begin: queryTime(),
  end: queryTime(),
  endafterFilter: queryTime(),
  endbeforeFilter: queryTime(),
  /** Limits of the time when an execution started. */
  startafterFilter: queryTime(),
  startbeforeFilter: queryTime(),
  /** Job ids. May be repeated. */
  jobIdListFilter: queryTexts(),
  excludeJobIdListFilter: queryTexts(),
  /** Whether `jobIdListFilter` also selects executions in which these jobs ran by a reference of another job. */
  includeJobRef: queryFlag(),
  /** Groups and names of jobs: `group/name`. May be repeated. */
  jobListFilter: queryTexts(),
  excludeJobListFilter: queryTexts(),
  /** `*`: any group; `-`: without a group; else this group and the groups below it. */
  groupPath: queryText(),
  excludeGroupPath: queryText(),
  groupPathExact: queryText(),
  excludeGroupPathExact: queryText(),
  /** A part of the job's name. Letter case is ignored. */
  jobFilter: queryText(),
  excludeJobFilter: queryText(),
  jobExactFilter: queryText(),
  excludeJobExactFilter: queryText(),
} as const;

/** The parsed query of {@link EXECUTION_QUERY}. */
export type ExecutionQueryValues = z.output<z.ZodObject<typeof EXECUTION_QUERY>>;
