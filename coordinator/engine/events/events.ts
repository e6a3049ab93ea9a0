/**
 * Events of one execution, in the journal and to the engine. They hold everything that comes from outside (time, ids,
 * who claimed, the job's revision), so that a replay computes the same again. Times are epoch ms of the coordinator.
 */

import type { LogLimit } from '../../../job-language/format/log-limit.ts';
import type { PlannedNotifications } from '../../../job-language/format/notification.ts';
import type { WorkflowPlan } from '../../../job-language/plan/workflow-plan.ts';
import type { ExecutionType, Reason } from '../../../protocol/entities/execution.ts';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { PlannedFire } from '../../../protocol/entities/planned-fire.ts';
import type { RunnerSelector } from '../../../protocol/entities/runner-selector.ts';
import type {
  ExecutionId,
  InstanceId,
  JobId,
  OperationId,
  ProjectName,
  ReplicaId,
  RunnerId,
} from '../../../protocol/ids.ts';

/**
 * Version of the engine's rules, stored with each execution. Raise it when a change of the rules makes an existing journal
 * replay to other commands. Version 4 added operations that are given back as not started: journals of version 3 replay
 * the same.
 */
export const ENGINE_VERSION = 4;

/** The oldest version whose journals replay to the same commands. */
export const OLDEST_ENGINE_VERSION = 3;

export interface Limits {
  /** Executions of the job at once, asked when one that was planned begins; absent: any number. */
  readonly mostExecutions?: number;
  /** Of the whole execution; absent: none. */
  readonly timeoutSeconds?: number;
  readonly dispatchWaitSeconds: number;
  readonly cancelGraceSeconds: number;
  readonly cancelConfirmSeconds: number;
}

/** A job as it was when it was planned. */
export interface JobIdentity {
  readonly id: JobId;
  readonly name: string;
  readonly group: string;
  readonly revision: number;
  readonly textHash: string;
}

/** Retrying of the whole job. */
export interface Retry {
  /** 0 for the first execution, 1 for its first retry. */
  readonly attempt: number;
  /** How many retries there may be. */
  readonly max: number;
  readonly delaySeconds: number;
  /** The first execution and the one before this; absent for the first. */
  readonly initial?: ExecutionId;
  readonly previous?: ExecutionId;
}

export interface ExecutionRequested {
  readonly type: 'execution-requested';
  readonly engineVersion: number;
  readonly time: number;
  readonly id: ExecutionId;
  readonly project: ProjectName;
  readonly user: string;
  /** Absent for an ad-hoc command. */
  readonly job?: JobIdentity;
  readonly plan: WorkflowPlan;
  /** Options as given or defaulted, secure ones left out. */
  readonly options: Readonly<Record<string, string>>;
  readonly argString: string;
  /** A node filter that was given instead of the job's. */
  readonly filter?: string;
  /** Names of the secure options that have a value; the values are kept apart, by execution. */
  readonly secureOptions: readonly string[];
  readonly limits: Limits;
  /** Absent: `user`. */
  readonly executionType?: ExecutionType;
  /** With `scheduled`. */
  readonly schedule?: PlannedFire;
  /** Absent: nobody is told. */
  readonly notifications?: PlannedNotifications;
  readonly retry?: Retry;
  readonly logLimit?: LogLimit;
  /** Runners that were asked for instead of the job's. */
  readonly runnerSelector?: RunnerSelector;
  /** Of its operations in the queue, from 1 to 9; absent: 5. */
  readonly priority?: number;
  /** It begins then, epoch ms, and waits until then. Absent: at once. */
  readonly startAt?: number;
}

/** Who holds a grant. */
export interface Grantee {
  readonly replicaId: ReplicaId;
  readonly instanceId: InstanceId;
  readonly runnerId: RunnerId;
  readonly runnerName: string;
}

/** Dispatch says why a queued operation is not taken. */
export interface OperationWaiting {
  readonly type: 'operation-waiting';
  readonly time: number;
  readonly operationId: OperationId;
  readonly why: string;
}

export interface OperationGranted {
  readonly type: 'operation-granted';
  readonly time: number;
  readonly operationId: OperationId;
  readonly grantee: Grantee;
}

export interface OperationEnded {
  readonly type: 'operation-ended';
  readonly time: number;
  readonly operationId: OperationId;
  /** Who says so: the replica that holds the grant; absent: the coordinator, of a replica or keeper that is lost. */
  readonly by?: { readonly replicaId: ReplicaId; readonly instanceId: InstanceId };
  readonly end: OperationEnd;
  /** Total payload bytes of its output; absent when nobody can say. */
  readonly outputBytes?: number;
  /** What log filters captured from its output, after masking. */
  readonly data?: Readonly<Record<string, string>>;
  /** By the replica's clock. */
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface TimerFired {
  readonly type: 'timer-fired';
  readonly time: number;
  /** Sequence of its `set-timer` command. */
  readonly timer: number;
  /** What dispatch says of a waiting operation at this moment; why a planned start comes late. */
  readonly why?: string;
}

export interface AbortRequested {
  readonly type: 'abort-requested';
  readonly time: number;
  readonly user: string;
}

/** A referenced job, planned with the options that the reference gives it. */
export interface ResolvedWorkflow {
  readonly kind: 'workflow';
  readonly job: JobIdentity & { readonly project: ProjectName };
  readonly plan: WorkflowPlan;
  /** Names of its secure options that have a value; the values are kept apart, by execution and command. */
  readonly secureOptions: readonly string[];
  /** Whom its start and end are told to; absent: nobody. */
  readonly notifications?: PlannedNotifications;
  /** From its beginning until it is ended as failed; absent: no bound of its own. */
  readonly timeoutSeconds?: number;
}

export type ReferenceResolution =
  | ResolvedWorkflow
  /** `NotFound`, `Unauthorized`, `InvalidOptions`, `NoMatchedNodes` …: the step fails. */
  | { readonly kind: 'failed'; readonly reason: Reason }
  /** The step is passed over and succeeds, for example since the job is disabled. */
  | { readonly kind: 'skipped'; readonly reason: string };

/** Answers a `resolve-reference`. */
export interface ReferenceResolved {
  readonly type: 'reference-resolved';
  readonly time: number;
  /** Sequence of the command. */
  readonly command: number;
  readonly resolution: ReferenceResolution;
}

/** There is as much output as the execution may have. */
export interface OutputLimitReached {
  readonly type: 'output-limit-reached';
  readonly time: number;
  /** The limit as a person says it: `100 lines`. */
  readonly limit: string;
}

/** The execution that was to repeat this one, which had failed, cannot begin, or is not wanted any more. */
export interface RetryGivenUp {
  readonly type: 'retry-given-up';
  readonly time: number;
  /** A sentence without its full stop. */
  readonly why: string;
}

/** The coordinator lost the latest state of this execution: it was restored from a backup, or records are damaged. */
export interface Restored {
  readonly type: 'restored';
  readonly time: number;
  /** Its records in the journal are damaged from here on. */
  readonly damaged?: true;
}

export type FollowingEvent =
  | OperationWaiting
  | OperationGranted
  | OperationEnded
  | ReferenceResolved
  | OutputLimitReached
  | TimerFired
  | AbortRequested
  | RetryGivenUp
  | Restored;

export type EngineEvent = ExecutionRequested | FollowingEvent;
