/**
 * Events of one execution, in the journal and to the engine. They hold everything that comes from outside (time, ids,
 * who claimed, the job's revision), so that a replay computes the same again. Times are epoch ms of the coordinator.
 */
import type { PlannedNotifications } from '../../protocol/entities/delivery.ts';
import type { ExecutionType } from '../../protocol/entities/execution.ts';
import type { OperationEnd } from '../../protocol/entities/operation-end.ts';
import type { PlannedFire } from '../../protocol/entities/planned-fire.ts';
import type {
  ExecutionId,
  InstanceId,
  JobId,
  OperationId,
  ProjectName,
  ReplicaId,
  RunnerId,
  Tag,
} from '../../protocol/ids.ts';
import type { Plan } from './plan.ts';

/** Version of the engine's rules, kept with each execution: a replay by other rules could compute another state. */
export const ENGINE_VERSION = 1;

export type OperationTarget =
  | { readonly kind: 'local' }
  | { readonly kind: 'tags'; readonly match: 'all' | 'any'; readonly tags: readonly Tag[] };

export interface Limits {
  /** Of the whole execution; absent: none. */
  readonly timeoutSeconds?: number;
  readonly dispatchWaitSeconds: number;
  readonly cancelGraceSeconds: number;
  readonly cancelConfirmSeconds: number;
}

export interface ExecutionRequested {
  readonly type: 'execution-requested';
  readonly engineVersion: number;
  readonly time: number;
  readonly id: ExecutionId;
  readonly project: ProjectName;
  readonly user: string;
  readonly job: {
    readonly id: JobId;
    readonly name: string;
    readonly group: string;
    readonly revision: number;
    readonly textHash: string;
  };
  readonly plan: Plan;
  /** Options as given or defaulted, secure ones left out. */
  readonly options: Readonly<Record<string, string>>;
  readonly argString: string;
  /** Names of the secure options that have a value; the values are kept apart, by execution. */
  readonly secureOptions: readonly string[];
  readonly target: OperationTarget;
  readonly limits: Limits;
  /** Absent: `user`. */
  readonly executionType?: ExecutionType;
  /** With `scheduled`. */
  readonly schedule?: PlannedFire;
  /** Absent: nobody is told. */
  readonly notifications?: PlannedNotifications;
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
  /** By the replica's clock. */
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface TimerFired {
  readonly type: 'timer-fired';
  readonly time: number;
  /** Sequence of its `set-timer` command. */
  readonly timer: number;
  /** What dispatch says of a waiting operation at this moment. */
  readonly why?: string;
}

export interface AbortRequested {
  readonly type: 'abort-requested';
  readonly time: number;
  readonly user: string;
}

/** The coordinator found itself restored from a backup: what this execution did since is not known. */
export interface Restored {
  readonly type: 'restored';
  readonly time: number;
}

export type FollowingEvent =
  | OperationWaiting
  | OperationGranted
  | OperationEnded
  | TimerFired
  | AbortRequested
  | Restored;

export type EngineEvent = ExecutionRequested | FollowingEvent;
