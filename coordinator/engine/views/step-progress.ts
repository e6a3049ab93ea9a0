import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { OperationId, ReplicaId, RunnerId } from '../../../protocol/ids.ts';
import type { StepState } from '../../../protocol/routes/shapes/workflow-state-shapes.ts';

/** One attempt of a step on a node. Times are epoch ms of the coordinator's clock. */
export interface OperationProgress {
  readonly operationId: OperationId;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  readonly queuedAt: number;
  /** When the grant became durable. */
  readonly grantedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly runnerId?: RunnerId | undefined;
  readonly runnerName?: string | undefined;
  readonly replicaId?: ReplicaId | undefined;
  readonly end?: OperationEnd | undefined;
  /** The end that the replica reported after the coordinator had ended the operation. Had no effect. */
  readonly late?: OperationEnd | undefined;
  /** Payload bytes of the operation's output, once it has ended. */
  readonly outputBytes?: number | undefined;
}

/** One step on one node. */
export interface StepProgress {
  /** Step context as in Rundeck: `1`, `2`. */
  readonly stepctx: string;
  /** The description of the step, if any; otherwise a title derived from its action. */
  readonly label: string;
  /** Name of the node. For a step that runs once, empty until a runner takes the step. */
  readonly node: string;
  readonly state: StepState;
  readonly exitCode?: number | undefined;
  /** The attempts, oldest first. Empty if the execution did not reach the step. */
  readonly operations: readonly OperationProgress[];
}
