/**
 * The commands that the engine issues. `sequence` is unique and increasing within the execution. The id of the
 * execution and `sequence` together identify a command, so that a repeated command is recognized.
 */

import type { JobReference } from '../../../job-language/plan/job-reference.ts';
import type { OperationTarget } from '../../../job-language/plan/workflow-plan.ts';
import type { EndStatus, Reason } from '../../../protocol/entities/execution.ts';
import type { ExecutionId, OperationId, ReplicaId } from '../../../protocol/ids.ts';
import type { EngineLine } from './engine-line.ts';

export interface DispatchCommand {
  readonly type: 'dispatch';
  readonly sequence: number;
  readonly operationId: OperationId;
  readonly target: OperationTarget;
  readonly pty: boolean;
  readonly secure: boolean;
  /** The replica that should preferably take the operation. `preferencesFor` chooses the replica. */
  readonly preferred?: ReplicaId;
  /** The latest replica of each runner that the execution used, most recent first. */
  readonly affinity?: readonly ReplicaId[];
  /** Replicas that gave the step back as not started: one entry per return, oldest first. */
  readonly returnedBy?: readonly ReplicaId[];
  /** Epoch ms. */
  readonly queuedAt: number;
}

export interface Withdraw {
  readonly type: 'withdraw';
  readonly sequence: number;
  readonly operationId: OperationId;
}

export interface Cancel {
  readonly type: 'cancel';
  readonly sequence: number;
  readonly operationId: OperationId;
  readonly replicaId: ReplicaId;
  readonly graceSeconds: number;
}

/**
 * Requests the plan of the referenced job. The `referenceContext` of this command is the input for planning. A
 * `reference-resolved` event answers the command.
 */
export interface ResolveReference {
  readonly type: 'resolve-reference';
  readonly sequence: number;
  readonly reference: JobReference;
}

export type TimerPurpose = 'start' | 'timeout' | 'workflow-timeout' | 'dispatch-wait' | 'cancel-confirm';

export interface SetTimer {
  readonly type: 'set-timer';
  readonly sequence: number;
  readonly purpose: TimerPurpose;
  /** Epoch ms. */
  readonly at: number;
  /** The operation that waits, if the purpose is `dispatch-wait`. */
  readonly operationId?: OperationId;
  /** The workflow of the referenced job, if the purpose is `workflow-timeout`. */
  readonly workflow?: number;
}

export interface ClearTimer {
  readonly type: 'clear-timer';
  readonly sequence: number;
  /** Sequence of the `set-timer` command. */
  readonly timer: number;
}

export interface WriteLine {
  readonly type: 'write-line';
  readonly sequence: number;
  readonly line: EngineLine;
}

/**
 * Reports that a referenced job has started or ended. The job's notifications are stored in the journal together with
 * the event that caused this command.
 */
export interface Notify {
  readonly type: 'notify';
  readonly sequence: number;
  readonly workflow: number;
  readonly at: 'start' | 'end';
}

/** The next attempt of a job. An execution requests at most one. */
export interface NextAttempt {
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  readonly max: number;
  readonly delaySeconds: number;
  readonly initial: ExecutionId;
  readonly previous: ExecutionId;
}

/** Ends the execution. Only the log line of a `retry-given-up` event can follow this command. */
export interface End {
  readonly type: 'end';
  readonly sequence: number;
  readonly status: EndStatus;
  readonly customStatus?: string;
  readonly reason?: Reason;
  /** Present only for the status `failed-with-retry`. */
  readonly retry?: NextAttempt;
}

export type EngineCommand =
  | DispatchCommand
  | Withdraw
  | Cancel
  | ResolveReference
  | SetTimer
  | ClearTimer
  | WriteLine
  | Notify
  | End;
