import * as z from 'zod';
import {
  DraftDefinition,
  ExecutionStatus,
  ExecutionSummary,
  ExecutionType,
  Reason,
  WebhookOrigin,
} from '../../entities/execution.ts';
import { JobTextFormat } from '../../entities/job-text-format.ts';
import { LogLevel } from '../../entities/log-level.ts';
import { PlannedFire } from '../../entities/planned-fire.ts';
import { ExecutionId, JobId, ProjectName } from '../../ids.ts';
import { askedRunnerKeys } from './asked-runners.ts';

const ExecutionDate = z.object({ unixtime: z.number(), date: z.string() });

/**
 * An execution in Rundeck's format; `reason`, `webhook`, `draft`, `imported`, `current` and `failedDeliveries` are
 * additions.
 */
export const Execution = z.object({
  id: ExecutionId,
  href: z.string(),
  permalink: z.string(),
  status: ExecutionStatus,
  /** Only for status `other`, for example `unknown`. */
  customStatus: z.string().optional(),
  /** Why the execution waits; after its end, why it ended with its status. */
  reason: Reason.optional(),
  project: ProjectName,
  executionType: ExecutionType,
  /** Only for the type `scheduled`: the planned run that started the execution. */
  schedule: PlannedFire.optional(),
  webhook: WebhookOrigin.optional(),
  /** Set only for a draft, which has no `job`: the job that ran without being stored. */
  draft: DraftDefinition.optional(),
  /** Set only for an execution that ended elsewhere and was imported from an archive. */
  imported: ExecutionSummary.shape.imported,
  user: z.string(),
  'date-started': ExecutionDate,
  'date-ended': ExecutionDate.optional(),
  job: z
    .object({
      id: JobId,
      name: z.string(),
      group: z.string(),
      project: ProjectName,
      description: z.string(),
      options: z.record(z.string(), z.string()),
      href: z.string(),
      permalink: z.string(),
    })
    .optional(),
  /** Number of the retry, from 1; absent if the execution is not a retry. */
  retryAttempt: z.number().optional(),
  retry: z
    .object({
      attempt: z.number(),
      initial: ExecutionId.optional(),
      previous: ExecutionId.optional(),
    })
    .optional(),
  /** Only for `failed-with-retry`, once the retry has started: the execution that repeats this one. */
  retriedExecution: z
    .object({ id: ExecutionId, href: z.string(), permalink: z.string(), status: ExecutionStatus })
    .optional(),
  description: z.string(),
  argstring: z.string().nullable(),
  successfulNodes: z.array(z.string()),
  failedNodes: z.array(z.string()),
  abortedby: z.string().optional(),
  /** The notifications that could not be delivered; absent if there are none. */
  failedDeliveries: ExecutionSummary.shape.failedDeliveries,
  /** The operation that is running or ran last, with its runner and replica. */
  current: ExecutionSummary.shape.current,
});
export type Execution = z.infer<typeof Execution>;

export const ExecutionList = z.object({
  paging: z.object({ count: z.number(), total: z.number(), offset: z.number(), max: z.number() }),
  executions: z.array(Execution),
});
export type ExecutionList = z.infer<typeof ExecutionList>;

/** The value of an option. Rundeck's clients may send numbers and booleans; a list contains several values. */
const OptionValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** Case-insensitive. Forms send an empty value for the log level of the job. */
export const AskedLogLevel = z
  .string()
  .toUpperCase()
  .refine(
    (level) => level === '' || LogLevel.safeParse(level).success,
    'log level: DEBUG, VERBOSE, INFO, WARN or ERROR',
  );

/** The inputs of a run. A form may pass options as fields `option.NAME` instead. */
export const RunJob = z.looseObject({
  options: z.record(z.string(), OptionValue).optional(),
  argString: z.string().max(65_536).optional(),
  loglevel: AskedLogLevel.optional(),
  filter: z.string().optional(),
  asUser: z.string().min(1).max(255).optional(),
  runAtTime: z.string().optional(),
  ...askedRunnerKeys,
});
export type RunJob = z.infer<typeof RunJob>;

const { runAtTime: _, ...draftKeys } = RunJob.shape;

/** The text of one job that is not stored, and the inputs of its run. */
export const RunDraft = z.object({ ...draftKeys, text: z.string(), format: JobTextFormat.default('yaml') });
export type RunDraft = z.infer<typeof RunDraft>;

/** The values of a retry that differ from those of the repeated execution. */
export const RetryExecution = z.looseObject({
  ...RunJob.shape,
  /** Whether to run only on the nodes that failed. */
  failedNodes: z.union([z.boolean(), z.stringbool()]).optional(),
});
export type RetryExecution = z.infer<typeof RetryExecution>;

export const AbortResult = z.object({
  abort: z.object({ status: z.enum(['pending', 'failed', 'aborted']), reason: z.string() }),
  /** `id` is text here, as in Rundeck. */
  execution: z.object({ id: z.string(), status: ExecutionStatus, href: z.string() }),
});
export type AbortResult = z.infer<typeof AbortResult>;

/** A line of output, without its newline, or an event of a step. */
export const OutputEntry = z.object({
  /** `HH:MM:SS`, UTC. */
  time: z.string(),
  absolute_time: z.string(),
  /** `ERROR`: stderr, or the engine's line about a step or an execution that did not succeed. */
  level: z.enum(['NORMAL', 'ERROR']),
  log: z.string(),
  node: z.string(),
  stepctx: z.string(),
  /**
   * `cut`: the line exceeded the length limit. `stream`: the stream of the line. `damaged`: the entry replaces output
   * that is damaged on the coordinator's disk, `length` bytes from `offset` of the step's output.
   */
  metadata: z
    .object({
      cut: z.boolean().optional(),
      stream: z.string().optional(),
      damaged: z.object({ offset: z.number(), length: z.number() }).optional(),
    })
    .optional(),
  /**
   * Only in output with step events: `log` for a line of output, otherwise the event. The `log` of the end of a step
   * or node that did not succeed is the reason.
   */
  type: z
    .enum(['log', 'stepbegin', 'stepend', 'handlerbegin', 'handlerend', 'nodebegin', 'nodeend'])
    .optional(),
  /** Only at the end of a step or node that did not succeed. */
  executionState: z.enum(['FAILED', 'ABORTED']).optional(),
  /** A code of the reason; `NonZeroResultCode` if the step exited with another exit code than 0. */
  failureReason: z.string().optional(),
  /** The exit code as a number in decimal digits, if it is not 0. */
  resultCode: z.string().optional(),
});
export type OutputEntry = z.infer<typeof OutputEntry>;

export const ExecutionOutput = z.object({
  /** The id of the execution, as text like in Rundeck. */
  id: z.string(),
  /**
   * Position of the next request: opaque digits, which do not decrease. With `engine`, `e<digits>.` may precede them.
   */
  offset: z.string(),
  /** Whether the execution ended and this answer reaches the end of its output. */
  completed: z.boolean(),
  execCompleted: z.boolean(),
  execState: ExecutionStatus,
  hasFailedNodes: z.boolean(),
  /** Bytes of output received so far. */
  totalSize: z.number(),
  entries: z.array(OutputEntry),
  /** The filters of the request, if it has any. */
  filter: z.object({ nodename: z.string().optional(), stepctx: z.string().optional() }).optional(),
});
export type ExecutionOutput = z.infer<typeof ExecutionOutput>;
