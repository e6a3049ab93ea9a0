/**
 * What the engine asks for. `sequence` is unique and increasing in the execution: with the execution's id it names the
 * command, so that whoever carries it out can tell a repetition.
 */
import type { EngineLine } from '../../protocol/entities/engine-line.ts';
import type { ExecutionStatus, Reason } from '../../protocol/entities/execution.ts';
import type { OperationId, ReplicaId } from '../../protocol/ids.ts';
import type { OperationTarget } from './events.ts';

export interface Dispatch {
  readonly type: 'dispatch';
  readonly sequence: number;
  readonly operationId: OperationId;
  readonly target: OperationTarget;
  readonly pty: boolean;
  readonly secure: boolean;
  /** The replica that ran the execution's last operation. */
  readonly preferred?: ReplicaId;
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

export type TimerPurpose = 'timeout' | 'dispatch-wait' | 'cancel-confirm';

export interface SetTimer {
  readonly type: 'set-timer';
  readonly sequence: number;
  readonly purpose: TimerPurpose;
  /** Epoch ms. */
  readonly at: number;
  /** With `dispatch-wait`: the operation that waits. */
  readonly operationId?: OperationId;
}

export interface ClearTimer {
  readonly type: 'clear-timer';
  readonly sequence: number;
  /** Sequence of its `set-timer`. */
  readonly timer: number;
}

export interface WriteLine {
  readonly type: 'write-line';
  readonly sequence: number;
  readonly line: EngineLine;
}

/** The last command of an execution. */
export interface End {
  readonly type: 'end';
  readonly sequence: number;
  readonly status: Exclude<ExecutionStatus, 'running'>;
  readonly customStatus?: string;
  readonly reason?: Reason;
}

export type Command = Dispatch | Withdraw | Cancel | SetTimer | ClearTimer | WriteLine | End;
