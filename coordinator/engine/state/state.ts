import type { PlannedNotifications } from '../../../job-language/format/notification.ts';
import type { WorkflowPlan } from '../../../job-language/plan/workflow-plan.ts';
import type { EndStatus, Reason } from '../../../protocol/entities/execution.ts';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { type OperationId, operationId, type ProjectName, type ReplicaId } from '../../../protocol/ids.ts';
import type { Cancel, DispatchCommand, NextAttempt, ResolveReference, SetTimer } from '../events/commands.ts';
import type { ExecutionRequested, Grantee, JobIdentity } from '../events/events.ts';
import type { NameMap } from '../maps/name-map.ts';
import type { NumberMap } from '../maps/number-map.ts';

/** One attempt of a step on a node. `sequence` is that of the dispatch command and is part of the operation's id. */
export interface Attempt {
  readonly sequence: number;
  readonly queuedAt: number;
  /** Sequences of the timer that limits the wait for a replica, and of the command that cancels the operation. */
  readonly timer?: number;
  readonly cancel?: number;
  readonly grantee?: Grantee;
  readonly grantedAt?: number;
  readonly endedAt?: number;
  /** Absent, although `endedAt` is set, if the operation was withdrawn before a replica took it. */
  readonly end?: OperationEnd;
  /** Whether the replica with the grant reported the end. */
  readonly reported?: boolean;
  /** Workflows in which the grant of this attempt named the column of the node. */
  readonly named?: readonly number[];
  readonly outputBytes?: number;
  /** The end that the replica reported after the coordinator had ended the operation. Has no effect. */
  readonly late?: OperationEnd;
}

export type Outcome = Extract<ExecutionEvent, { type: 'step-ended' }>['status'];

/** The run of a step or error handler on a node: an operation, or a nested workflow. */
export interface Run {
  readonly attempt?: Attempt;
  /** Attempts that a replica gave back as not started, oldest first; at most `MOST_RETURNS`. */
  readonly returned?: readonly Attempt[];
  /** Sequence of the pending `resolve-reference`. */
  readonly resolving?: number;
  /** The nested workflow of a reference or conditional. */
  readonly child?: number;
  readonly begunAt: number;
  readonly endedAt?: number;
  readonly outcome?: Outcome;
  /** Why the run did not succeed, or why it was skipped. */
  readonly reason?: Reason;
}

/** A step on a node. Absent until the step is reached. */
export interface Cell {
  readonly step: Run;
  /** The run of the error handler, once the step has failed. */
  readonly handler?: Run;
  /** Combined outcome of step and handler; absent while either is running. */
  readonly outcome?: Outcome;
}

/** State of a node in a workflow. */
export interface Column {
  /** Name of the first runner that took a step on the node, displayed if the node has no name of its own. */
  readonly name?: string;
  /** Number of cells that did not succeed. */
  readonly failed: number;
  readonly succeeded: number;
  /** The result of a step on this node is unknown, so nothing else starts here. */
  readonly blocked?: boolean;
  /** Exit code of the last step on this node that exited. */
  readonly exitCode?: number;
}

/**
 * Consecutive steps that each node runs without waiting for other nodes, and the progress of the nodes. A step that
 * runs once is a section of its own with one column.
 */
export interface Section {
  readonly from: number;
  /** Index of the step after the last one. */
  readonly to: number;
  /** Columns before this one have been started or skipped. */
  readonly next: number;
  /** Exclusive end of the current tier: the columns before it can start now. */
  readonly tierEnd: number;
  readonly tier: number;
  /** Number of nodes that are running the section. */
  readonly active: number;
  /** Whether no further node starts. */
  readonly stopped: boolean;
  readonly failed: boolean;
  /** Whether nodes that failed before this section skip it. */
  readonly leavesFailed: boolean;
}

/** The place of a nested workflow in its parent. */
export interface ParentPlace {
  readonly workflow: number;
  /** Index of the cell. */
  readonly cell: number;
  readonly inHandler: boolean;
}

/** A workflow: that of the execution or of a referenced job, or the steps of a conditional. */
export interface Workflow {
  /** 0 for the execution's own workflow. */
  readonly id: number;
  readonly parent?: ParentPlace;
  readonly kind: 'job' | 'conditional';
  /** Absent for an ad-hoc command. For a conditional, the job that contains it. */
  readonly job?: JobIdentity & { readonly project: ProjectName };
  readonly plan: WorkflowPlan;
  /** Key of the job's secure values in the store: 0, or the sequence of the `resolve-reference` that added the job. */
  readonly secretScope: number;
  readonly secureOptions: readonly string[];
  /** Notifications of a referenced job's start and end. */
  readonly notifications?: PlannedNotifications;
  /** Number of referenced jobs in the chain that leads to this workflow; 0 for the execution's own. */
  readonly depth: number;
  /** Prefix of the contexts of the workflow's steps: `2/`, `2@node=web1/`. */
  readonly prefix: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome?: Outcome;
  /** Timeout of a referenced job, and the sequence of its timer. */
  readonly timeout?: { readonly seconds: number; readonly timer: number };
  /**
   * Whether the timeout of this workflow, or of one that contains it, has expired. If so, no further step or error
   * handler starts.
   */
  readonly expired?: boolean;
  /**
   * Set once a flow control step has halted the workflow. No further step or error handler starts; running steps end.
   * `status`: the status that the step requires, if it is neither success nor failure.
   */
  readonly halted?: { readonly status?: string };
  /** Why the workflow failed: the reason of the first failed cell, or the timeout. */
  readonly failure?: Reason;
  /** Why the result of the workflow is unknown: the reason of the first cell with an unknown result. */
  readonly unknown?: Reason;
  /** Number of cells that failed. */
  readonly failed: number;
  /** Indexed by step × (nodes + 1) + column. The last column contains the steps that run once. */
  readonly cells: NumberMap<Cell>;
  readonly columns: NumberMap<Column>;
  /** Open sections, by the index of their first step. */
  readonly sections: NumberMap<Section>;
  /** Index of the first step of the next section, for strategies that run sections in order. */
  readonly nextStep: number;
  /** Whether no further section is opened, for example because a step failed or its result is unknown. */
  readonly closed: boolean;
  /** States of the steps that were started or skipped, by step. Read by the `ruleset` strategy. */
  readonly steps: NumberMap<'begun' | 'ended' | 'skipped'>;
  /** Captured values, by cell. */
  readonly captured: NumberMap<Readonly<Record<string, string>>>;
  /** Captured values of all steps, by column. Later values replace earlier ones. */
  readonly merged: NumberMap<Readonly<Record<string, string>>>;
}

export interface Stopping {
  readonly cause: 'abort' | 'timeout' | 'output-limit';
  /** The user is set for the cause `abort`; the limit for `output-limit`. */
  readonly user?: string;
  readonly limit?: string;
}

export interface Ended {
  readonly time: number;
  readonly status: EndStatus;
  readonly customStatus?: string;
  readonly reason?: Reason;
  readonly retry?: NextAttempt;
}

/** Commands that remain pending until they are settled. */
export type LastingCommand = DispatchCommand | Cancel | ResolveReference | SetTimer;

/** The step of a cell, or its error handler. */
export interface Place {
  readonly workflow: number;
  readonly cell: number;
  readonly inHandler: boolean;
}

/** State of one execution. Immutable: a changed state shares the unchanged parts. */
export interface ExecutionState {
  readonly request: ExecutionRequested;
  /** Sequence of the last command that was issued. */
  readonly sequence: number;
  /** Workflows by id. */
  readonly workflows: NumberMap<Workflow>;
  /** Places of all operations, open or ended, by sequence. */
  readonly operations: NumberMap<Place>;
  /** Sequences of the operations that wait for a replica, and of the operations that a replica holds. */
  readonly queued: NumberMap<true>;
  readonly running: NumberMap<true>;
  /** Places of the references that are being resolved, by the sequence of their `resolve-reference` command. */
  readonly resolving: NumberMap<Place>;
  /** Commands that are not settled, by sequence. Issued again after a replay. */
  readonly pending: NumberMap<LastingCommand>;
  /** Total size of the captured values, bytes. */
  readonly capturedBytes: number;
  /** Planned start, epoch ms; absent once the execution has started. */
  readonly planned?: number;
  readonly begunAt: number;
  /** Why a queued operation waits, or why the execution has not started. */
  readonly waiting?: Reason;
  /** The operation that was granted last. */
  readonly current?: { readonly operationId: OperationId; readonly grantee: Grantee };
  /** The latest replica of each runner that took an operation, most recent first. */
  readonly replicas: readonly Pick<Grantee, 'runnerId' | 'replicaId'>[];
  /** The replica that ran the last step on each inventory node, in any workflow, by node name. */
  readonly replicaOfNode: NameMap<ReplicaId>;
  /** Exit code of the last step that exited. */
  readonly exitCode?: number;
  /** Names of inventory nodes on which the result of a step is unknown. No workflow starts another step there. */
  readonly blockedNodes: ReadonlySet<string>;
  /** Whether the output limit is reached and further output is dropped. */
  readonly truncated?: boolean;
  readonly stopping?: Stopping;
  readonly ended?: Ended;
}

/** Returns the sequence of the command that dispatched the operation. */
export function sequenceOf(operation: OperationId): number {
  return Number(operation.slice(operation.indexOf('-') + 1));
}

export function attemptId(state: ExecutionState, attempt: Attempt): OperationId {
  return operationId(state.request.id, attempt.sequence);
}
