import * as z from 'zod';
import { ExecutionEvent } from '../events/execution-event.ts';
import { JobId, ProjectName } from '../ids.ts';
import { STREAMS } from '../runner/frames.ts';
import { defineRoute, json, optionalJson } from './declare.ts';
import { EXECUTION_QUERY, PAGING } from './execution-query.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';
import { queryFlag, queryInteger, queryLimit } from './query-values.ts';
import { DeletedExecutions, DeleteExecutions, PruneResult } from './shapes/deletion-shapes.ts';
import { AbortResult, Execution, ExecutionList, ExecutionOutput } from './shapes/execution-shapes.ts';
import { WorkflowState } from './shapes/workflow-state-shapes.ts';

const READ = { resource: 'execution', action: 'read' } as const;
const KILL = { resource: 'execution', action: 'kill' } as const;
const DELETE = { resource: 'execution', action: 'delete' } as const;

const abort = {
  path: '/execution/{execution}/abort',
  summary: 'Stop an execution.',
  access: KILL,
  query: { forceIncomplete: queryFlag(), asUser: z.string().optional() },
  answer: json(AbortResult),
} as const;

/** Comma-separated names of projects. */
const ProjectNames = z
  .string()
  .max(4096)
  .transform((text) => text.split(','))
  .pipe(z.array(ProjectName).max(100));

/** The parameters of all calls for output. */
const OUTPUT_QUERY = {
  /** The `offset` of the previous response; `0` is the start. */
  offset: z.string().max(64).optional(),
  lastlines: queryLimit(20_000),
  maxlines: queryLimit(20_000),
  /** Has no effect: `offset` decides which lines are new. Clients of Rundeck send it. */
  lastmod: queryInteger(0, Number.MAX_SAFE_INTEGER),
  format: z.enum(['json', 'text']).optional(),
  /** Whether to answer in Rundeck's compacted form: an entry contains only what differs from the previous one. */
  compacted: queryFlag(),
} as const;

/** The parameters that restrict the entries of a whole execution. */
const OUTPUT_FILTER = {
  /** Restricts the entries to those of a node. */
  nodename: z.string().max(256).optional(),
  /** Restricts the entries to those of a step; with a trailing slash, to those of the steps below that step. */
  stepctx: PATH_PARAMETERS.stepctx.optional(),
} as const;

const output = {
  access: READ,
  query: {
    ...OUTPUT_QUERY,
    /** Whether to include the engine's own lines. */
    engine: queryFlag(),
  },
  answer: { ...json(ExecutionOutput), orText: ['text/plain'] },
} as const;

export const EXECUTION_ROUTES = {
  getExecution: defineRoute({
    path: '/execution/{execution}',
    summary: 'An execution.',
    access: READ,
    answer: json(Execution),
  }),
  deleteExecution: defineRoute({
    method: 'DELETE',
    path: '/execution/{execution}',
    summary: 'Delete an execution that has ended, with its output.',
    access: DELETE,
  }),
  deleteExecutions: defineRoute({
    method: 'POST',
    path: '/executions/delete',
    summary: 'Delete executions that have ended, with their output.',
    access: DELETE,
    query: {
      /** Comma-separated ids, in place of a body. */
      ids: z.string().max(65_536).optional(),
    },
    body: optionalJson(DeleteExecutions),
    answer: json(DeletedExecutions),
  }),
  deleteJobExecutions: defineRoute({
    method: 'DELETE',
    path: '/job/{job}/executions',
    summary: 'Delete all executions of a job that have ended, with their output.',
    access: DELETE,
    answer: json(DeletedExecutions),
  }),
  pruneExecutions: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/executions/prune',
    summary: 'Delete the executions beyond the limits of retention, or count them.',
    access: DELETE,
    query: {
      /** Absent: all projects. */
      project: ProjectName.optional(),
      /** Whether to report the executions without deleting them. */
      dryRun: queryFlag(),
    },
    answer: json(PruneResult),
    answersOnceDone: true,
  }),
  abortExecution: defineRoute({ ...abort, method: 'POST' }),
  abortExecutionByGet: defineRoute(abort),
  getExecutionState: defineRoute({
    path: '/execution/{execution}/state',
    summary: 'State of each step of an execution.',
    access: READ,
    answer: json(WorkflowState),
  }),
  getExecutionOutput: defineRoute({
    ...output,
    path: '/execution/{execution}/output',
    summary: 'Output of an execution, line by line.',
    query: { ...output.query, ...OUTPUT_FILTER },
  }),
  getExecutionStateOutput: defineRoute({
    ...output,
    path: '/execution/{execution}/output/state',
    summary: 'Output of an execution with the begin and end of each step and node.',
    query: {
      ...OUTPUT_QUERY,
      ...OUTPUT_FILTER,
      /** Whether to leave the lines of output out. */
      stateOnly: queryFlag(),
    },
  }),
  getNodeOutput: defineRoute({
    ...output,
    path: '/execution/{execution}/output/node/{node}',
    summary: 'Output of an execution on a node, line by line.',
  }),
  getNodeStepOutput: defineRoute({
    ...output,
    path: '/execution/{execution}/output/node/{node}/step/{+stepctx}',
    summary: 'Output of a step on a node, line by line.',
  }),
  getStepOutput: defineRoute({
    ...output,
    path: '/execution/{execution}/output/step/{+stepctx}',
    summary: 'Output of a step, line by line.',
  }),
  listProjectExecutions: defineRoute({
    path: '/project/{project}/executions',
    summary: 'Executions of a project, newest first.',
    access: READ,
    query: EXECUTION_QUERY,
    answer: json(ExecutionList),
  }),
  listRunningExecutions: defineRoute({
    path: '/project/{project}/executions/running',
    summary: 'Running executions of a project, of comma-separated projects, or of all projects for `*`.',
    access: READ,
    params: { project: z.union([z.literal('*').transform(() => undefined), ProjectNames]) },
    query: {
      ...PAGING,
      jobIdFilter: JobId.optional(),
      /** Whether to include executions that are planned for a later time. */
      includePostponed: queryFlag(),
    },
    answer: json(ExecutionList),
  }),
  listExecutions: defineRoute({
    base: 'outrunner',
    path: '/executions',
    summary: 'Executions of all projects, newest first.',
    access: READ,
    query: {
      ...PAGING,
      project: ProjectName.optional(),
      job: JobId.optional(),
      status: z.string().optional(),
      /** The id of the last execution of the previous page. Only older executions are listed. */
      before: queryInteger(1, Number.MAX_SAFE_INTEGER),
    },
    answer: json(ExecutionList),
  }),
  executionStream: defineRoute({
    base: 'outrunner',
    path: '/executions/{execution}/stream',
    summary: 'Steps and output of an execution as they happen, as server-sent events.',
    access: READ,
    query: {
      /** A resume token, or `start`. */
      from: z.string().max(1024).optional(),
      /** `false` omits the output of the steps. */
      output: queryFlag(),
    },
    answer: { kind: 'events', schema: ExecutionEvent },
  }),
  rawOutput: defineRoute({
    base: 'outrunner',
    path: '/executions/{execution}/output/raw',
    summary: 'The output of a step, or of an execution with one step, byte by byte after masking.',
    access: READ,
    query: {
      /** A step context in the format of `stepctx`. */
      step: z.string().max(64).optional(),
      node: z.string().max(256).optional(),
      attempt: queryInteger(1, 1e6),
      stream: z.enum(STREAMS).optional(),
      /** Streams until the execution ends. */
      follow: queryFlag(),
    },
    answer: { kind: 'bytes' },
  }),
} as const;
