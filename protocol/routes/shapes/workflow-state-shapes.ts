import * as z from 'zod';
import { Reason } from '../../entities/execution.ts';
import { ExecutionId, ReplicaId, RunnerId } from '../../ids.ts';

/** Rundeck's states of a step on a node. */
export const StepState = z.enum([
  'WAITING',
  'RUNNING',
  'RUNNING_HANDLER',
  'SUCCEEDED',
  'FAILED',
  'ABORTED',
  'NODE_PARTIAL_SUCCEEDED',
  'NODE_MIXED',
  'NOT_STARTED',
]);
export type StepState = z.infer<typeof StepState>;

/** Times are ISO 8601; the duration is in milliseconds. `runner` and `reason` are additions to Rundeck's format. */
export const NodeStepState = z.object({
  executionState: StepState,
  updateTime: z.string().optional(),
  startTime: z.string().optional(),
  endTime: z.string().optional(),
  duration: z.number().optional(),
  /** The runner and replica that execute the step, or executed it last. */
  runner: z.object({ id: RunnerId, name: z.string(), replica: ReplicaId }).optional(),
  /** Why the step waits, with the code `waiting`; after its end, why it failed or was skipped. */
  reason: Reason.optional(),
});
export type NodeStepState = z.infer<typeof NodeStepState>;

/**
 * A step of a workflow. `label` is an addition to Rundeck's format. A step that runs on a single node, or once for the
 * whole workflow, has its own runner and reason. The workflow of a job reference is in `workflow`, or for each node in
 * `parameterStates`.
 */
export interface WorkflowStep extends NodeStepState {
  readonly id: string;
  readonly stepctx: string;
  /** Description of the step, otherwise the first line of its text. */
  readonly label?: string | undefined;
  readonly nodeStep: boolean;
  readonly nodeStates: Readonly<Record<string, NodeStepState>>;
  /** Only with `nodeStep`: the nodes that the step runs on. */
  readonly stepTargetNodes?: readonly string[] | undefined;
  readonly hasSubworkflow?: boolean | undefined;
  /** Only in `parameterStates`: the parameters that identify the entry. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly workflow?: WorkflowSteps | undefined;
  readonly parameterStates?: Readonly<Record<string, WorkflowStep>> | undefined;
}

export const WorkflowStep: z.ZodType<WorkflowStep> = NodeStepState.extend({
  id: z.string(),
  stepctx: z.string(),
  label: z.string().optional(),
  nodeStep: z.boolean(),
  nodeStates: z.record(z.string(), NodeStepState),
  stepTargetNodes: z.array(z.string()).optional(),
  hasSubworkflow: z.boolean().optional(),
  parameters: z.record(z.string(), z.string()).optional(),
  workflow: z.lazy(() => WorkflowSteps).optional(),
  parameterStates: z.lazy(() => z.record(z.string(), WorkflowStep)).optional(),
}).meta({ id: 'WorkflowStep' });

export const WorkflowSteps = z
  .object({
    executionState: StepState,
    completed: z.boolean(),
    updateTime: z.string(),
    startTime: z.string(),
    endTime: z.string().optional(),
    stepCount: z.number(),
    allNodes: z.array(z.string()),
    targetNodes: z.array(z.string()),
    steps: z.array(WorkflowStep),
  })
  .meta({ id: 'WorkflowSteps' });
export type WorkflowSteps = z.infer<typeof WorkflowSteps>;

/** Rundeck's workflow state. */
export const WorkflowState = WorkflowSteps.extend({
  executionId: ExecutionId,
  serverNode: z.string(),
  nodes: z.record(z.string(), z.array(z.object({ executionState: StepState, stepctx: z.string() }))),
});
export type WorkflowState = z.infer<typeof WorkflowState>;
