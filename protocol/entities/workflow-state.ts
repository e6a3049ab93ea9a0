import { z } from 'zod';
import { ExecutionId } from '../ids.ts';

/** Rundeck's states of an execution, a step and a step on a node. */
export const StepState = z.enum([
  'WAITING',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'ABORTED',
  'NODE_PARTIAL_SUCCEEDED',
  'NODE_MIXED',
  'NOT_STARTED',
]);
export type StepState = z.infer<typeof StepState>;

/** Times are ISO 8601 in UTC, `null` when not reached; `duration` is ms. */
const Timed = {
  executionState: StepState,
  startTime: z.string().nullable(),
  updateTime: z.string().nullable(),
  endTime: z.string().nullable(),
};

export const NodeStepState = z.object({ ...Timed, duration: z.number() });
export type NodeStepState = z.infer<typeof NodeStepState>;

export const WorkflowStepState = z.object({
  ...Timed,
  /** Number of the step, from `1`. */
  id: z.string(),
  stepctx: z.string(),
  nodeStep: z.boolean(),
  duration: z.number(),
  nodeStates: z.record(z.string(), NodeStepState),
});
export type WorkflowStepState = z.infer<typeof WorkflowStepState>;

/** Answer of `GET /execution/{id}/state`, Rundeck's shape. */
export const WorkflowState = z.object({
  ...Timed,
  completed: z.boolean(),
  executionId: ExecutionId,
  stepCount: z.int(),
  serverNode: z.string(),
  targetNodes: z.array(z.string()),
  allNodes: z.array(z.string()),
  nodes: z.record(z.string(), z.array(z.object({ stepctx: z.string(), executionState: StepState }))),
  steps: z.array(WorkflowStepState),
});
export type WorkflowState = z.infer<typeof WorkflowState>;
