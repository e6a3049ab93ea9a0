import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { OperationId, ReplicaId, RunnerId } from '../../../protocol/ids.ts';
import type { StepState } from '../../../protocol/routes/shapes/workflow-state-shapes.ts';

/** One attempt of a step on a node. Times are epoch ms of the coordinator's clock. */
export interface OperationProgress {
  readonly operationId: OperationId;
  /** From 1. */
  readonly attempt: number;
  readonly queuedAt: number;
  /** When the grant became durable. */
  readonly grantedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly runnerId?: RunnerId | undefined;
  readonly runnerName?: string | undefined;
  readonly replicaId?: ReplicaId | undefined;
  readonly end?: OperationEnd | undefined;
  /** An end that came after the first one. It had no effect. */
  readonly late?: OperationEnd | undefined;
  /** Total payload bytes of its output, once ended. */
  readonly outputBytes?: number | undefined;
}

/** One step on one node. */
export interface StepProgress {
  /** As in Rundeck: `1`, `2`. */
  readonly stepctx: string;
  /** The step's description, or its first line. */
  readonly label: string;
  /** Empty until a runner took a step that runs once. */
  readonly node: string;
  readonly state: StepState;
  readonly exitCode?: number | undefined;
  /** The attempts, in order. Empty if the step was not reached. */
  readonly operations: readonly OperationProgress[];
}
