/**
 * Events of one execution, as stored in the journal and applied by the engine. They contain all external data (time,
 * ids, the grantee, the job's revision), so that a replay gives the same result. Times are epoch ms of the
 * coordinator's clock.
 */

import type { LogLimit } from '../../../job-language/format/log-limit.ts';
import type { PlannedNotifications } from '../../../job-language/format/notification.ts';
import type { WorkflowPlan } from '../../../job-language/plan/workflow-plan.ts';
import type {
  DraftDefinition,
  ExecutionType,
  Reason,
  WebhookOrigin,
} from '../../../protocol/entities/execution.ts';
import type { Originator } from '../../../protocol/entities/originator.ts';
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
import type { OperationResult } from '../../../protocol/runner/results.ts';
import type { ImportedHistory } from './imported-history.ts';

/**
 * Version of the engine's rules, stored with each execution. Raise it when a change of the rules makes the replay of an
 * existing journal issue different commands. Version 4 added operations that are given back as not started; journals of
 * version 3 replay to the same commands.
 */
export const ENGINE_VERSION = 4;

/** The oldest version whose journals replay to the same commands as in this version. */
export const OLDEST_ENGINE_VERSION = 3;

export interface Limits {
  /** Maximum concurrent executions of the job, checked when a planned execution starts; absent: unlimited. */
  readonly mostExecutions?: number;
  /** Timeout of the whole execution; absent: none. */
  readonly timeoutSeconds?: number;
  readonly dispatchWaitSeconds: number;
  readonly cancelGraceSeconds: number;
  readonly cancelConfirmSeconds: number;
}

/** The job and its revision at the time of planning. */
export interface JobIdentity {
  readonly id: JobId;
  readonly name: string;
  readonly group: string;
  readonly revision: number;
  readonly textHash: string;
}

/** Retries of the whole job. */
export interface JobRetry {
  /** 0 for the first execution, 1 for its first retry. */
  readonly attempt: number;
  /** Maximum number of retries. */
  readonly max: number;
  readonly delaySeconds: number;
  /** The first and the previous execution; absent for the first execution. */
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
  /** Whose rights the execution has. Absent in executions of earlier versions. */
  readonly originator?: Originator;
  /** Absent for an ad-hoc command and for a draft. */
  readonly job?: JobIdentity;
  /** Only for a draft: a job that is not stored. */
  readonly draft?: DraftDefinition;
  readonly plan: WorkflowPlan;
  /** Values of the options from the request and from defaults, without secure options. */
  readonly options: Readonly<Record<string, string>>;
  readonly argString: string;
  /** Number of words of the requested argument string that belong to no option; absent if there are none. */
  readonly skippedWords?: number;
  /** Node filter that replaces the job's filter for this execution. */
  readonly filter?: string;
  /** Names of the secure options that have a value. The values are stored separately, under the execution's id. */
  readonly secureOptions: readonly string[];
  readonly limits: Limits;
  /** Absent: `user`. */
  readonly executionType?: ExecutionType;
  /** Only for the type `scheduled`. */
  readonly schedule?: PlannedFire;
  /** The webhook whose event started the execution. */
  readonly webhook?: WebhookOrigin;
  /** Absent: no notifications. */
  readonly notifications?: PlannedNotifications;
  readonly retry?: JobRetry;
  readonly logLimit?: LogLimit;
  /** Runner selector that replaces the job's selector for this execution. */
  readonly runnerSelector?: RunnerSelector;
  /** Priority of the execution's operations in the queue, 1 to 9; absent: 5. */
  readonly priority?: number;
  /** Set for an execution that ended elsewhere. Its plan has no steps, and nothing of it runs. */
  readonly imported?: ImportedHistory;
  /** Planned start time, epoch ms. Absent: the execution starts at once. */
  readonly startAt?: number;
}

/** The replica, keeper instance and runner with a grant. */
export interface Grantee {
  readonly replicaId: ReplicaId;
  readonly instanceId: InstanceId;
  readonly runnerId: RunnerId;
  readonly runnerName: string;
}

/** Reports why a queued operation is waiting, according to the dispatcher. */
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

/** The result of an operation, reported by its replica or determined by the coordinator. */
export interface OperationEnded
  extends Readonly<Pick<OperationResult, 'operationId' | 'end' | 'data' | 'startedAt'>>,
    Readonly<Partial<Pick<OperationResult, 'endedAt'>>> {
  readonly type: 'operation-ended';
  readonly time: number;
  /**
   * The replica that reported the end. Absent if the coordinator ended the operation because the replica or keeper is
   * lost.
   */
  readonly by?: { readonly replicaId: ReplicaId; readonly instanceId: InstanceId };
  /** Output bytes: the `offset` of the result. Absent if unknown. */
  readonly outputBytes?: number;
}

export interface TimerFired {
  readonly type: 'timer-fired';
  readonly time: number;
  /** Sequence of the `set-timer` command. */
  readonly timer: number;
  /** Why the operation is still waiting, or why a planned start is late. */
  readonly why?: string;
}

export interface AbortRequested {
  readonly type: 'abort-requested';
  readonly time: number;
  readonly user: string;
}

/** A referenced job, planned with the options that the reference passes. */
export interface ResolvedWorkflow {
  readonly kind: 'workflow';
  readonly job: JobIdentity & { readonly project: ProjectName };
  readonly plan: WorkflowPlan;
  /**
   * Names of the job's secure options that have a value. The values are stored separately, under the execution's id and
   * the sequence of the `resolve-reference` command.
   */
  readonly secureOptions: readonly string[];
  /** Notifications of the job's start and end; absent: none. */
  readonly notifications?: PlannedNotifications;
  /** Seconds from the job's start after which the job fails; absent: no timeout of its own. */
  readonly timeoutSeconds?: number;
}

export type ReferenceResolution =
  | ResolvedWorkflow
  /** `NotFound`, `Unauthorized`, `InvalidOptions`, `NoMatchedNodes` …: the step fails. */
  | { readonly kind: 'failed'; readonly reason: Reason }
  /** The step is skipped and succeeds, for example because the job is disabled. */
  | { readonly kind: 'skipped'; readonly reason: string };

/** Answers a `resolve-reference` command. */
export interface ReferenceResolved {
  readonly type: 'reference-resolved';
  readonly time: number;
  /** Sequence of the `resolve-reference` command. */
  readonly command: number;
  readonly resolution: ReferenceResolution;
}

/** The output of the execution has reached its limit. */
export interface OutputLimitReached {
  readonly type: 'output-limit-reached';
  readonly time: number;
  /** The limit in words: `100 lines`. */
  readonly limit: string;
}

/** The execution that should retry this failed one cannot start, or is no longer needed. */
export interface RetryGivenUp {
  readonly type: 'retry-given-up';
  readonly time: number;
  /** A sentence without its full stop. */
  readonly why: string;
}

/**
 * The coordinator lost the latest state of this execution: it was restored from a backup, or records of the execution
 * are damaged.
 */
export interface Restored {
  readonly type: 'restored';
  readonly time: number;
  /** Set if the execution's records from this point on were damaged; absent after a restore from a backup. */
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
