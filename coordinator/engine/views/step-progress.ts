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
  /** Step context as in Rundeck: `1`, `2`. */
  readonly stepctx: string;
  /** The step's description, or its first line. */
  readonly label: string;
  /** Name of the node. For a step that runs once, empty until a runner takes it. */
  readonly node: string;
  readonly state: StepState;
  readonly exitCode?: number | undefined;
  /** The attempts, oldest first. Empty if the step was not reached. */
  readonly operations: readonly OperationProgress[];
}
