import type { ExecutionStatus, Reason } from '../../protocol/entities/execution.ts';
import type { OperationEnd } from '../../protocol/entities/operation-end.ts';
import { type OperationId, operationId } from '../../protocol/ids.ts';
import type { Cancel, Dispatch, SetTimer } from './commands.ts';
import type { ExecutionRequested, Grantee } from './events.ts';
import type { SparseVector } from './sparse-vector.ts';

/** One try of a step on a node. Its sequence is that of its dispatch command and makes the operation's id. */
export interface Attempt {
  readonly sequence: number;
  readonly queuedAt: number;
  readonly grantee?: Grantee;
  readonly grantedAt?: number;
  readonly endedAt?: number;
  /** Absent with `endedAt`: it was withdrawn, no replica ever had it. */
  readonly end?: OperationEnd;
  /** The end was reported by the instance that held the grant. */
  readonly reported?: boolean;
  readonly outputBytes?: number;
  /** An end that came after the first one: kept, without effect. */
  readonly late?: OperationEnd;
}

/** A step on a node. Not reached: absent. */
export interface Cell {
  readonly attempts: readonly Attempt[];
  readonly outcome?: 'succeeded' | 'failed' | 'aborted' | 'unknown';
}

/** What is known of a node. */
export interface Column {
  readonly name?: string;
  readonly failed: number;
  readonly succeeded: number;
}

export interface Stopping {
  readonly cause: 'abort' | 'timeout';
  /** Who asked, with `abort`. */
  readonly user?: string;
}

export interface Ended {
  readonly time: number;
  readonly status: Exclude<ExecutionStatus, 'running'>;
  readonly customStatus?: string;
  readonly reason?: Reason;
}

/** Commands that ask for more than a moment's work. */
export type LastingCommand = Dispatch | Cancel | SetTimer;

/** State of one execution. Immutable; a change shares what it does not touch. */
export interface ExecutionState {
  readonly request: ExecutionRequested;
  /** Of the last command. */
  readonly sequence: number;
  /** How many places of the plan's order were begun. */
  readonly begun: number;
  /** By place: step × nodes + node. */
  readonly cells: SparseVector<Cell>;
  readonly columns: SparseVector<Column>;
  /** Place of each operation that is queued or granted, by its sequence. */
  readonly open: ReadonlyMap<number, number>;
  /** Commands not known to be done, by their sequence: given again after a replay. */
  readonly pending: ReadonlyMap<number, LastingCommand>;
  /** Cells that failed. */
  readonly failed: number;
  /** Why the first of them failed. */
  readonly failure?: Reason;
  /** Why the queued operation is not taken. */
  readonly waiting?: Reason;
  /** The operation that was granted last. */
  readonly current?: { readonly operationId: OperationId; readonly grantee: Grantee };
  /** Of the last step that ended with one. */
  readonly exitCode?: number;
  readonly stopping?: Stopping;
  readonly ended?: Ended;
}

export interface Place {
  readonly step: number;
  readonly node: number;
}

export function placeOf(state: ExecutionState, index: number): Place {
  const nodes = state.request.plan.nodes.length;
  return { step: Math.floor(index / nodes), node: index % nodes };
}

/** Sequence of the command that dispatched the operation. */
export function sequenceOf(operation: OperationId): number {
  return Number(operation.slice(operation.indexOf('-') + 1));
}

export function attemptId(state: ExecutionState, attempt: Attempt): OperationId {
  return operationId(state.request.id, attempt.sequence);
}

/** As Rundeck: `1` is the first step. */
export function stepContext(place: Place): string {
  return String(place.step + 1);
}
