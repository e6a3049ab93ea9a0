import { z } from 'zod';
import { OperationId, ReplicaId, RunnerId } from '../ids.ts';
import { StepState } from '../routes/shapes/workflow-state-shapes.ts';
import { OperationEnd } from './operation-end.ts';

/** One attempt of a step on a node. Times are epoch ms of the coordinator's clock. */
export const OperationProgress = z.object({
  operationId: OperationId,
  /** From 1. */
  attempt: z.int().positive(),
  queuedAt: z.number(),
  /** When the grant became durable. */
  grantedAt: z.number().optional(),
  endedAt: z.number().optional(),
  runnerId: RunnerId.optional(),
  runnerName: z.string().optional(),
  replicaId: ReplicaId.optional(),
  end: OperationEnd.optional(),
  /** An end that came after the first one; it had no effect. */
  late: OperationEnd.optional(),
  /** Total payload bytes of its output, once ended. */
  outputBytes: z.int().optional(),
});
export type OperationProgress = z.infer<typeof OperationProgress>;

/** One step on one node, its attempts in order. A step not reached has none. */
export const StepProgress = z.object({
  /** As Rundeck: `1`, `2`. */
  stepctx: z.string(),
  /** The step's description, else its first line. */
  label: z.string(),
  /** Empty until a runner took a step there. */
  node: z.string(),
  state: StepState,
  exitCode: z.int().optional(),
  operations: z.array(OperationProgress),
});
export type StepProgress = z.infer<typeof StepProgress>;
