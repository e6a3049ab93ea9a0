import type { ExecutionId } from '../../protocol/ids.ts';
import type {
  NodeStepState,
  StepState,
  WorkflowStep,
  WorkflowSteps,
} from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import { durationText } from '../../support/time/duration-text.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_KINDS } from '../ids/item-kinds.ts';
import { counted, stepPlace } from '../model/display-text.ts';
import { stepIcon } from '../tree/status-icons.ts';
import type { NodeIcon, TreeNode } from '../tree/tree-node.ts';
import type { StepsKnown } from './execution-steps.ts';

/** The command of a leaf. A click on another row expands it. */
const OPENS_OUTPUT = { command: COMMANDS.openOutput } as const;

/** Creates the rows below an execution: its steps, with their nodes and the steps of referenced jobs. */
export function stepNodes(execution: ExecutionId, known: StepsKnown | undefined): readonly TreeNode[] {
  const below = `execution:${execution}`;
  if (known === undefined || known.kind === 'reading') {
    return [messageNode(below, 'Loading steps…', { id: 'loading~spin' })];
  }
  if (known.kind === 'unknown')
    return [messageNode(below, known.problem, { id: 'warning', color: 'charts.yellow' })];
  return workflowNodes(below, execution, known.state);
}

function workflowNodes(
  below: string,
  execution: ExecutionId,
  { steps }: Pick<WorkflowSteps, 'steps'>,
): readonly TreeNode[] {
  if (steps.length === 0) return [messageNode(below, 'No steps', { id: 'info' })];
  return steps.map((step) => stepNode(below, execution, step));
}

function stepNode(below: string, execution: ExecutionId, step: WorkflowStep): TreeNode {
  const id = `${below}/step:${step.stepctx}`;
  const { place } = stepPlace(step.stepctx);
  const label = step.label === undefined ? place : `${place}  ${step.label}`;
  const nodes = Object.entries(step.nodeStates);
  const [only] = nodes;
  const isOne = nodes.length === 1 && step.parameterStates === undefined;
  const several = nodes.length === 0 ? [] : [nodesText(nodes.map(([, state]) => state))];
  const where = isOne && only !== undefined ? [only[0]] : several;
  const children = [
    ...(isOne ? [] : nodes.map(([node, state]) => nodeRow(id, execution, step, node, state))),
    ...(step.workflow === undefined ? [] : workflowNodes(id, execution, step.workflow)),
  ];
  return {
    ...row(id, execution, label, step, where),
    ...(children.length === 0 ? OPENS_OUTPUT : { children }),
    ...(isOpen(step.executionState) ? { initiallyExpanded: true } : {}),
  };
}

/** Returns the number of nodes, or how many of them failed. */
function nodesText(states: readonly NodeStepState[]): string {
  const failed = states.filter(({ executionState }) => executionState === 'FAILED').length;
  return failed === 0
    ? counted(states.length, 'node')
    : `${failed} of ${counted(states.length, 'node')} failed`;
}

/** Creates the row of a step on one node, with the steps of the job it refers to below. */
function nodeRow(
  below: string,
  execution: ExecutionId,
  step: WorkflowStep,
  node: string,
  state: NodeStepState,
): TreeNode {
  const id = `${below}/node:${node}`;
  const nested = step.parameterStates?.[`node=${node}`]?.workflow;
  return {
    ...row(id, execution, node, state, []),
    ...(nested === undefined ? OPENS_OUTPUT : { children: workflowNodes(id, execution, nested) }),
  };
}

function row(
  id: string,
  execution: ExecutionId,
  label: string,
  { executionState, duration }: NodeStepState,
  where: readonly string[],
): TreeNode {
  const state = STATE_WORDS[executionState];
  // If the states of nodes differ, the number of failed nodes says more than the state.
  const words = isDivided(executionState) && where.length > 0 ? where : [state, ...where];
  const took = duration === undefined || executionState === 'RUNNING' ? [] : [durationText(duration)];
  return {
    id,
    label,
    description: [...words, ...took].join(' · '),
    icon: stepIcon(executionState),
    kinds: [ITEM_KINDS.step],
    accessibleLabel: [`Step ${label}`, state, ...where].join(', '),
    subject: { kind: 'execution', executionId: execution },
  };
}

function messageNode(below: string, label: string, icon: NodeIcon): TreeNode {
  return {
    id: `${below}/message`,
    label,
    icon,
    kinds: [],
    accessibleLabel: label,
    subject: { kind: 'none' },
  };
}

const STATE_WORDS: Readonly<Record<StepState, string>> = {
  WAITING: 'waiting',
  RUNNING: 'running',
  RUNNING_HANDLER: 'running its error handler',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  ABORTED: 'aborted',
  NODE_PARTIAL_SUCCEEDED: 'succeeded on some nodes',
  NODE_MIXED: 'mixed results',
  NOT_STARTED: 'not started',
};

function isOpen(state: StepState): boolean {
  return state !== 'SUCCEEDED' && state !== 'NOT_STARTED' && state !== 'WAITING';
}

function isDivided(state: StepState): boolean {
  return state === 'NODE_PARTIAL_SUCCEEDED' || state === 'NODE_MIXED';
}
