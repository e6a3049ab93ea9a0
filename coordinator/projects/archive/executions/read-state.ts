import * as z from 'zod';
import type { Reason } from '../../../../protocol/entities/execution.ts';
import {
  type NodeStepState,
  StepState,
  type WorkflowState,
  type WorkflowStep,
  type WorkflowSteps,
} from '../../../../protocol/routes/shapes/workflow-state-shapes.ts';

/** A workflow state without the id of its execution. */
export type EndedWorkflow = Omit<WorkflowState, 'executionId'>;

const State = StepState.catch('ABORTED');
const Time = z.iso.datetime({ offset: true }).optional().catch(undefined);
const Texts = z.array(z.string()).optional().catch(undefined);

/** The state of a step on a node as Rundeck writes it, with our own `reason`. */
const ReadNodeState = z.object({
  executionState: State,
  updateTime: Time,
  startTime: Time,
  endTime: Time,
  duration: z.number().nonnegative().optional().catch(undefined),
  errorMessage: z.string().nullish().catch(undefined),
  failureReason: z.string().nullish().catch(undefined),
  reason: z.object({ code: z.string(), message: z.string() }).optional().catch(undefined),
});
type ReadNodeState = z.infer<typeof ReadNodeState>;

const NodeStates = z.record(z.string(), ReadNodeState).optional();

interface ReadStep extends ReadNodeState {
  id: string;
  stepctx: string;
  label?: string | undefined;
  nodeStep: boolean;
  nodeStates?: Record<string, ReadNodeState> | undefined;
  stepTargetNodes?: string[] | undefined;
  parameters?: Record<string, string> | undefined;
  workflow?: ReadSteps | undefined;
  parameterStates?: Record<string, ReadStep> | undefined;
}

const ReadStep: z.ZodType<ReadStep> = ReadNodeState.extend({
  id: z.coerce.string(),
  stepctx: z.coerce.string(),
  label: z.string().optional(),
  nodeStep: z.boolean().default(false),
  nodeStates: NodeStates,
  stepTargetNodes: Texts,
  parameters: z.record(z.string(), z.string()).optional(),
  workflow: z.lazy(() => ReadSteps).optional(),
  parameterStates: z.lazy(() => z.record(z.string(), ReadStep)).optional(),
});

const ReadSteps = z.object({
  executionState: State,
  updateTime: Time,
  startTime: Time,
  endTime: Time,
  allNodes: Texts,
  targetNodes: Texts,
  steps: z.array(ReadStep),
});
type ReadSteps = z.infer<typeof ReadSteps>;

const ReadWorkflow = ReadSteps.extend({
  serverNode: z.string().default(''),
  nodes: z.record(z.string(), z.array(z.object({ executionState: State, stepctx: z.coerce.string() }))),
});

/** Start and end of the execution, epoch ms. */
export interface Period {
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Parses the file `state-ID.state.json` of Rundeck. A state that had not ended becomes `ABORTED`, or `NOT_STARTED` if
 * it was waiting. Throws an error for any other text.
 */
export function readState(text: string, period: Period): EndedWorkflow {
  const read = ReadWorkflow.parse(JSON.parse(text));
  const nodes = Object.entries(read.nodes).map(([node, steps]) => {
    const ended = steps.map(({ executionState, stepctx }) => ({
      executionState: endedState(executionState),
      stepctx,
    }));
    return [node, ended] as const;
  });
  return { ...stepsOf(read, period), serverNode: read.serverNode, nodes: Object.fromEntries(nodes) };
}

/** Returns the state of an execution of which no steps are known. */
export function stateWithoutSteps(
  executionState: StepState,
  nodes: readonly string[],
  { startedAt, endedAt }: Period,
): EndedWorkflow {
  const endTime = new Date(endedAt).toISOString();
  return {
    executionState,
    completed: true,
    startTime: new Date(startedAt).toISOString(),
    updateTime: endTime,
    endTime,
    stepCount: 0,
    allNodes: [...nodes],
    targetNodes: [...nodes],
    steps: [],
    serverNode: '',
    nodes: {},
  };
}

function stepsOf(read: ReadSteps, period: Period): WorkflowSteps {
  const { startTime, endTime, updateTime, allNodes = [], targetNodes = allNodes } = read;
  const end = endTime ?? updateTime ?? new Date(period.endedAt).toISOString();
  return {
    executionState: endedState(read.executionState),
    completed: true,
    startTime: startTime ?? new Date(period.startedAt).toISOString(),
    updateTime: updateTime ?? end,
    endTime: end,
    stepCount: read.steps.length,
    allNodes,
    targetNodes,
    steps: read.steps.map((step) => stepOf(step, period)),
  };
}

function stepOf(read: ReadStep, period: Period): WorkflowStep {
  const { id, stepctx, label, nodeStep, nodeStates = {}, stepTargetNodes, workflow, parameterStates } = read;
  return {
    ...nodeStateOf(read),
    id,
    stepctx,
    ...(label === undefined ? {} : { label }),
    nodeStep,
    nodeStates: mapped(nodeStates, nodeStateOf),
    ...(stepTargetNodes === undefined ? {} : { stepTargetNodes }),
    ...(read.parameters === undefined ? {} : { parameters: read.parameters }),
    ...(workflow === undefined && parameterStates === undefined ? {} : { hasSubworkflow: true }),
    ...(workflow === undefined ? {} : { workflow: stepsOf(workflow, period) }),
    ...(parameterStates === undefined
      ? {}
      : { parameterStates: mapped(parameterStates, (step) => stepOf(step, period)) }),
  };
}

function nodeStateOf(read: ReadNodeState): NodeStepState {
  const { updateTime, startTime, endTime, duration } = read;
  const reason = reasonOf(read);
  return {
    executionState: endedState(read.executionState),
    ...(updateTime === undefined ? {} : { updateTime }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(endTime === undefined ? {} : { endTime }),
    ...(duration === undefined ? {} : { duration }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function reasonOf({ reason, failureReason, errorMessage }: ReadNodeState): Reason | undefined {
  if (reason !== undefined) return reason;
  if (typeof errorMessage !== 'string') return undefined;
  return { code: failureReason ?? 'failed', message: errorMessage };
}

function endedState(state: StepState): StepState {
  if (state === 'WAITING') return 'NOT_STARTED';
  return state === 'RUNNING' || state === 'RUNNING_HANDLER' ? 'ABORTED' : state;
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  change: (from: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
