import * as z from 'zod';
import { ExecutionId, JobId, OperationId, ProjectName, ReplicaId, RunnerId } from '../ids.ts';
import { OPEN_STATUSES } from './open-statuses.ts';
import { PlannedFire } from './planned-fire.ts';
import { RunnerSelector } from './runner-selector.ts';

/** The statuses of an execution that has not ended. */
export const OpenStatus = z.enum(OPEN_STATUSES);
export type OpenStatus = z.infer<typeof OpenStatus>;

/** The statuses of an execution that has ended. */
export const EndStatus = z.enum(['succeeded', 'failed', 'aborted', 'timedout', 'failed-with-retry', 'other']);
export type EndStatus = z.infer<typeof EndStatus>;

/** Rundeck's status of an execution. */
export const ExecutionStatus = z.enum([...OpenStatus.options, ...EndStatus.options]);
export type ExecutionStatus = z.infer<typeof ExecutionStatus>;

/** Why an execution waits or why it ended with its status: a stable code, and a sentence for a person. */
export const Reason = z.object({
  code: z.string(),
  message: z.string(),
  /**
   * When the execution fails unless a replica takes a step, epoch ms. Set only while the execution waits for a replica
   * and none of its steps is running.
   */
  until: z.number().optional(),
});
export type Reason = z.infer<typeof Reason>;

/** The notifications of an execution that could not be delivered. The coordinator has stopped trying. */
export const FailedDeliveries = z.object({
  count: z.int().positive(),
  /** Time of the last attempt, epoch ms. */
  lastAt: z.number(),
});
export type FailedDeliveries = z.infer<typeof FailedDeliveries>;

/** The origin: a person or program, a schedule, or an ad-hoc command. */
export const ExecutionType = z.enum(['user', 'scheduled', 'user-scheduled', 'adhoc']);
export type ExecutionType = z.infer<typeof ExecutionType>;

/** The webhook whose event started an execution, as it was named then. */
export const WebhookOrigin = z.object({ id: z.int().positive(), name: z.string() });
export type WebhookOrigin = z.infer<typeof WebhookOrigin>;

/** The definition of a draft: a job that was run once without being stored. */
export const DraftDefinition = z.object({
  name: z.string(),
  group: z.string(),
  /** SHA-256 of the text, in hex. */
  digest: z.string(),
});
export type DraftDefinition = z.infer<typeof DraftDefinition>;

/** A row of the journal's summary table. Times are epoch ms. */
export const ExecutionSummary = z.object({
  id: ExecutionId,
  project: ProjectName,
  jobId: JobId.optional(),
  jobName: z.string(),
  jobGroup: z.string(),
  user: z.string(),
  /** Absent: `user`. */
  executionType: ExecutionType.optional(),
  /** Only for the type `scheduled`. */
  schedule: PlannedFire.optional(),
  webhook: WebhookOrigin.optional(),
  /** Set only for a draft. `jobName` and `jobGroup` are then those of its definition. */
  draft: DraftDefinition.optional(),
  /** Set only for an execution that ended elsewhere and was imported. */
  imported: z.literal(true).optional(),
  /**
   * Set if the execution repeats a failed one: the number of repetitions so far, the first execution and the previous
   * execution.
   */
  retry: z
    .object({
      attempt: z.int().positive(),
      initial: ExecutionId.optional(),
      previous: ExecutionId.optional(),
    })
    .optional(),
  status: ExecutionStatus,
  /** Only for status `other`, for example `unknown`. */
  customStatus: z.string().optional(),
  reason: Reason.optional(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  abortedBy: z.string().optional(),
  /** Option values as the caller passed them, without secure options. */
  options: z.record(z.string(), z.string()),
  argString: z.string(),
  /** The run's runner selector, which replaces that of the job. */
  runnerSelector: RunnerSelector.optional(),
  successfulNodes: z.array(z.string()),
  failedNodes: z.array(z.string()),
  /** Absent: none failed. */
  failedDeliveries: FailedDeliveries.optional(),
  /** The operation that is running or ran last, with its runner and replica. */
  current: z
    .object({
      operation: OperationId,
      runner: RunnerId,
      runnerName: z.string(),
      replica: ReplicaId,
      /** Number of runners that executed operations of the execution, counted up to 64. */
      runners: z.number().int().positive().optional(),
    })
    .optional(),
});
export type ExecutionSummary = z.infer<typeof ExecutionSummary>;
