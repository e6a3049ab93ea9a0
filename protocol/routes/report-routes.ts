import type * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import { EXECUTION_QUERY, PAGING } from './execution-query.ts';
import { queryPeriod, queryText, queryTexts, queryTime } from './query-values.ts';
import { ExecutionMetrics, HistoryPage } from './shapes/report-shapes.ts';

const READ = { resource: 'execution', action: 'read' } as const;

const metrics = { access: READ, query: EXECUTION_QUERY, answer: json(ExecutionMetrics) } as const;

/** Rundeck's query for the history. An entry must match all filters of the query. */
export const HISTORY_QUERY = {
  ...PAGING,
  jobIdFilter: queryText(),
  /** Group and name of a job. */
  reportIdFilter: queryText(),
  userFilter: queryText(),
  /** `succeed`, `fail`, `cancel`, `retry` or `timeout`. */
  statFilter: queryText(),
  jobListFilter: queryTexts(),
  excludeJobListFilter: queryTexts(),
  recentFilter: queryPeriod(),
  /** Limits of the time when an execution ended. */
  begin: queryTime(),
  end: queryTime(),
} as const;

/** The parsed query of {@link HISTORY_QUERY}. */
export type HistoryQueryValues = z.output<z.ZodObject<typeof HISTORY_QUERY>>;

/** Routes that report about many executions. */
export const REPORT_ROUTES = {
  getExecutionMetrics: defineRoute({
    ...metrics,
    path: '/executions/metrics',
    summary: 'Counts and durations of the executions that match, of all projects that the token may see.',
  }),
  getProjectExecutionMetrics: defineRoute({
    ...metrics,
    path: '/project/{project}/executions/metrics',
    summary: 'Counts and durations of the executions of a project that match.',
  }),
  listProjectHistory: defineRoute({
    path: '/project/{project}/history',
    summary: 'Executions of a project that have ended, newest first.',
    access: READ,
    query: HISTORY_QUERY,
    answer: json(HistoryPage),
  }),
} as const;
