import type { PlannedNotifications } from '../../../job-language/format/notification.ts';
import type { WorkflowPlan } from '../../../job-language/plan/workflow-plan.ts';
import type { ExecutionStatus, Reason } from '../../../protocol/entities/execution.ts';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import { type OperationId, operationId, type ProjectName, type ReplicaId } from '../../../protocol/ids.ts';
import type { Cancel, DispatchCommand, NextAttempt, ResolveReference, SetTimer } from '../events/commands.ts';
import type { ExecutionRequested, Grantee, JobIdentity } from '../events/events.ts';
import type { NameMap } from '../maps/name-map.ts';
import type { NumberMap } from '../maps/number-map.ts';

/** One try of a step on a node. Its sequence is that of its dispatch command and makes the operation's id. */
export interface Attempt {
  readonly sequence: number;
  readonly queuedAt: number;
  /** Sequence of the timer that bounds its wait for a replica, and of the command that cancels it. */
  readonly timer?: number;
  readonly cancel?: number;
  readonly grantee?: Grantee;
  readonly grantedAt?: number;
  readonly endedAt?: number;
  /** Absent with `endedAt`: it was withdrawn, no replica ever had it. */
  readonly end?: OperationEnd;
  /** The end was reported by the instance that held the grant. */
  readonly reported?: boolean;
  /** Workflows whose column for this node was named by this attempt's grant. */
  readonly named?: readonly number[];
  readonly outputBytes?: number;
  /** An end that came after the first one: kept, without effect. */
  readonly late?: OperationEnd;
}

export type Outcome = 'succeeded' | 'failed' | 'aborted' | 'unknown';

/** What a step, or its error handler, did on a node: an operation, or a workflow of its own. */
export interface Run {
  readonly attempt?: Attempt;
  /** Attempts that their replica gave back as not started, oldest first; at most `MOST_RETURNS`. */
  readonly returned?: readonly Attempt[];
  /** Sequence of the `resolve-reference` that is not answered yet. */
  readonly resolving?: number;
  /** The workflow that a reference or a conditional became. */
  readonly child?: number;
  readonly begunAt: number;
  readonly endedAt?: number;
  readonly outcome?: Outcome;
  /** Why it did not succeed, or why it was passed over. */
  readonly reason?: Reason;
}

/** A step on a node. Not reached: absent. */
export interface Cell {
  readonly step: Run;
  /** The step failed: its error handler. */
  readonly handler?: Run;
  /** Of the whole; absent while it is under way. */
  readonly outcome?: Outcome;
}

/** What is known of a node in a workflow. */
export interface Column {
  readonly name?: string;
  /** Cells that did not succeed. */
  readonly failed: number;
  readonly succeeded: number;
  /** Nobody knows how a step ended there: nothing may follow it on this node. */
  readonly blocked?: boolean;
  /** Of the last step that ended with one. */
  readonly exitCode?: number;
}

/**
 * Consecutive steps that a node goes through at one stretch, and how far the nodes have come. A step that runs once is a
 * section of its own with one column.
 */
export interface Section {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Columns before this one have had their turn. */
  readonly next: number;
  /** Columns before this one may have their turn now: the end of their tier. */
  readonly tierEnd: number;
  readonly tier: number;
  /** Nodes under way. */
  readonly active: number;
  /** No further node has its turn. */
  readonly stopped: boolean;
  readonly failed: boolean;
  /** Nodes that failed before this section have no turn in it. */
  readonly leavesFailed: boolean;
}

/** Where a workflow stands in another one. */
export interface ParentPlace {
  readonly workflow: number;
  /** Index of the cell. */
  readonly cell: number;
  readonly inHandler: boolean;
}

/** A workflow under way: that of the execution, of a job that it refers to, or the steps of a conditional. */
export interface Workflow {
  /** 0 is the execution's own. */
  readonly id: number;
  readonly parent?: ParentPlace;
  readonly kind: 'job' | 'conditional';
  /** Absent for an ad-hoc command. Of a conditional: the job it belongs to. */
  readonly job?: JobIdentity & { readonly project: ProjectName };
  readonly plan: WorkflowPlan;
  /** Of the job: 0, or the sequence of the `resolve-reference` that brought it. Names where its secure values are kept. */
  readonly secretScope: number;
  readonly secureOptions: readonly string[];
  /** Of a referenced job: whom its start and end are told to. */
  readonly notifications?: PlannedNotifications;
  /** Jobs above it and itself. */
  readonly depth: number;
  /** What stands before the number of a step in its context: `2/`, `2@node=web1/`. */
  readonly prefix: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome?: Outcome;
  /** Of a referenced job with a timeout: its seconds, and the sequence of the timer. */
  readonly timeout?: { readonly seconds: number; readonly timer: number };
  /** A timeout ended it, or one that it stands in: nothing begins here any more, no error handler either. */
  readonly expired?: boolean;
  /** Why it failed: of the first cell that did, or its timeout. */
  readonly failure?: Reason;
  /** Why nobody knows how it ended: of the first cell of which nobody does. */
  readonly unknown?: Reason;
  /** Cells that failed. */
  readonly failed: number;
  /** By step × (nodes + 1) + column; the last column is the workflow itself, where steps run once. */
  readonly cells: NumberMap<Cell>;
  readonly columns: NumberMap<Column>;
  /** Under way, by their first step. */
  readonly sections: NumberMap<Section>;
  /** First step of the section that follows, where sections have an order. */
  readonly nextStep: number;
  /** Nothing begins here any more: a step failed, or how one ended is unknown. */
  readonly closed: boolean;
  /** With `ruleset`: how steps stand that were begun or passed over. */
  readonly steps: NumberMap<'begun' | 'ended' | 'skipped'>;
  /** Captured values, by cell. */
  readonly captured: NumberMap<Readonly<Record<string, string>>>;
  /** Captured values of all steps together by column, later ones over earlier ones. */
  readonly merged: NumberMap<Readonly<Record<string, string>>>;
}

export interface Stopping {
  readonly cause: 'abort' | 'timeout' | 'output-limit';
  /** Who asked, with `abort`; the limit, with `output-limit`. */
  readonly user?: string;
  readonly limit?: string;
}

export interface Ended {
  readonly time: number;
  readonly status: Exclude<ExecutionStatus, 'running'>;
  readonly customStatus?: string;
  readonly reason?: Reason;
  readonly retry?: NextAttempt;
}

/** Commands that ask for more than a moment's work. */
export type LastingCommand = DispatchCommand | Cancel | ResolveReference | SetTimer;

/** A cell, or the error handler in it. */
export interface Place {
  readonly workflow: number;
  readonly cell: number;
  readonly inHandler: boolean;
}

/** State of one execution. Immutable; a change shares what it does not touch. */
export interface ExecutionState {
  readonly request: ExecutionRequested;
  /** Of the last command. */
  readonly sequence: number;
  /** By their id. */
  readonly workflows: NumberMap<Workflow>;
  /** Where every operation belongs, open or over, by its sequence. */
  readonly operations: NumberMap<Place>;
  /** Operations that no replica has yet, and those that one has, by their sequence. */
  readonly queued: NumberMap<true>;
  readonly running: NumberMap<true>;
  /** References that are being resolved, by the sequence of the command. */
  readonly resolving: NumberMap<Place>;
  /** Commands not known to be done, by their sequence: given again after a replay. */
  readonly pending: NumberMap<LastingCommand>;
  /** Bytes of captured values that are kept. */
  readonly capturedBytes: number;
  /** When it is to begin: it has not begun. Epoch ms. */
  readonly planned?: number;
  readonly begunAt: number;
  /** Why the queued operation is not taken, or the execution has not begun. */
  readonly waiting?: Reason;
  /** The operation that was granted last. */
  readonly current?: { readonly operationId: OperationId; readonly grantee: Grantee };
  /** The replica of each runner that took an operation, the latest first. */
  readonly replicas: readonly Pick<Grantee, 'runnerId' | 'replicaId'>[];
  /** By name of an inventory node: the replica that ran the last step there, in whichever workflow. */
  readonly replicaOfNode: NameMap<ReplicaId>;
  /** Of the last step that ended with one. */
  readonly exitCode?: number;
  /** Names of inventory nodes where nobody knows how a step ended: nothing begins there any more, in no workflow. */
  readonly blockedNodes: ReadonlySet<string>;
  /** Output is dropped from a moment on. */
  readonly truncated?: boolean;
  readonly stopping?: Stopping;
  readonly ended?: Ended;
}

/** Sequence of the command that dispatched the operation. */
export function sequenceOf(operation: OperationId): number {
  return Number(operation.slice(operation.indexOf('-') + 1));
}

export function attemptId(state: ExecutionState, attempt: Attempt): OperationId {
  return operationId(state.request.id, attempt.sequence);
}
