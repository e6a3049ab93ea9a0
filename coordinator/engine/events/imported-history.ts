import type { EndStatus, Reason } from '../../../protocol/entities/execution.ts';
import type { WorkflowState } from '../../../protocol/routes/shapes/workflow-state-shapes.ts';

/** The step context and node of a part of the output. Both may be empty. */
export interface ImportedPlace {
  readonly stepctx: string;
  readonly node: string;
}

/** The history of an execution that ended elsewhere, and was imported with its output. Nothing of it ever runs. */
export interface ImportedHistory {
  /** Name and group of the job, which may no longer exist; the command of an ad-hoc execution. */
  readonly name: string;
  readonly group: string;
  readonly status: EndStatus;
  readonly customStatus?: string;
  readonly reason?: Reason;
  /** Epoch ms. */
  readonly endedAt: number;
  readonly abortedBy?: string;
  readonly successfulNodes: readonly string[];
  readonly failedNodes: readonly string[];
  /** The workflow state at the end. */
  readonly workflow: Omit<WorkflowState, 'executionId'>;
  /** The output of the place at index N is that of the operation with the sequence N + 1. */
  readonly places: readonly ImportedPlace[];
}
