import * as l10n from '@vscode/l10n';
import type { ExecutionId } from '../../protocol/ids.ts';
import type {
  NodeStepState,
  StepState,
  WorkflowStep,
  WorkflowSteps,
} from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import { durationText } from '../../support/time/duration-text.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from '../ids/item-kinds.ts';
import { counted, plain, stepPlace } from '../model/display-text.ts';
import { stepIcon, WARNING_ICON } from '../tree/status-icons.ts';
import type { ExecutionPlace, NodeIcon, TreeNode } from '../tree/tree-node.ts';
import type { StepsKnown } from './execution-steps.ts';
import type { Undelivered } from './undelivered.ts';

/**
 * Creates the rows below an execution: its steps, with their nodes and the steps of referenced jobs, then the
 * notifications that were not delivered.
 */
export function stepNodes(execution: ExecutionId, known: StepsKnown | undefined): readonly TreeNode[] {
  const below = `execution:${execution}`;
  if (known === undefined || known.kind === 'reading') {
    return [messageNode(below, l10n.t('Loading steps…'), { id: 'loading~spin' })];
  }
  if (known.kind === 'unknown') return [messageNode(below, known.problem, WARNING_ICON)];
  const { state, undelivered = [] } = known;
  return [
    ...workflowNodes(below, execution, state),
    ...undelivered.map((notification) => undeliveredNode(below, notification)),
  ];
}

function undeliveredNode(below: string, { id, receiver, isFinal, problem }: Undelivered): TreeNode {
  return {
    id: `${below}/notification:${id}`,
    label: receiver,
    description: problem,
    tooltip: plain(`${receiver} ${problem}`),
    icon: isFinal ? { id: 'error', color: 'testing.iconFailed' } : WARNING_ICON,
    kinds: [],
    accessibleLabel: `${receiver}, ${problem}`,
    subject: { kind: 'none' },
  };
}

function workflowNodes(
  below: string,
  execution: ExecutionId,
  { steps }: Pick<WorkflowSteps, 'steps'>,
): readonly TreeNode[] {
  if (steps.length === 0) return [messageNode(below, l10n.t('No steps'), { id: 'info' })];
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
  const onNode = isOne && step.workflow === undefined ? only?.[0] : undefined;
  return {
    ...row(id, label, step, where, placeAt(execution, step, step.stepctx, onNode)),
    ...(children.length === 0 ? {} : { children }),
    ...(isOpen(step.executionState) ? { initiallyExpanded: true } : {}),
  };
}

/** Returns the number of nodes; if some failed, their number. */
function nodesText(states: readonly NodeStepState[]): string {
  const failed = states.filter(({ executionState }) => executionState === 'FAILED').length;
  return failed === 0
    ? counted(states.length, 'node')
    : states.length === 1
      ? l10n.t('{0} of 1 node failed', failed)
      : l10n.t('{0} of {1} nodes failed', failed, states.length);
}

/** Creates the row of a step on one node, above the steps of the job that the step refers to. */
function nodeRow(
  below: string,
  execution: ExecutionId,
  step: WorkflowStep,
  node: string,
  state: NodeStepState,
): TreeNode {
  const id = `${below}/node:${node}`;
  const { stepctx, workflow } = step.parameterStates?.[`node=${node}`] ?? {};
  if (stepctx === undefined || workflow === undefined)
    return row(id, node, state, [], placeAt(execution, state, step.stepctx, node));
  return {
    ...row(id, node, state, [], placeAt(execution, state, stepctx, undefined)),
    children: workflowNodes(id, execution, workflow),
  };
}

/** Returns the subject of a row: the output of a step, only on `node` if it is defined. */
function placeAt(
  executionId: ExecutionId,
  { executionState }: NodeStepState,
  stepctx: string,
  node: string | undefined,
): { readonly kind: 'execution'; readonly executionId: ExecutionId; readonly place: ExecutionPlace } {
  const hasFailed = executionState === 'FAILED' || isDivided(executionState);
  const place = { stepctx, ...(node === undefined ? {} : { node }), hasFailed };
  return { kind: 'execution', executionId, place };
}

function row(
  id: string,
  label: string,
  { executionState, duration }: NodeStepState,
  where: readonly string[],
  subject: ReturnType<typeof placeAt>,
): TreeNode {
  const state = STATE_WORDS[executionState]();
  // If the states of the nodes differ, the number of failed nodes is more useful than the state.
  const words = isDivided(executionState) && where.length > 0 ? where : [state, ...where];
  const took = duration === undefined || executionState === 'RUNNING' ? [] : [durationText(duration)];
  return {
    id,
    label,
    description: [...words, ...took].join(' · '),
    icon: stepIcon(executionState),
    kinds: [ITEM_KINDS.step, ...(subject.place.node === undefined ? [] : [ITEM_ABILITIES.onNode])],
    accessibleLabel: [l10n.t('Step {0}', label), state, ...where].join(', '),
    command: COMMANDS.showFullOutput,
    subject,
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

const STATE_WORDS: Readonly<Record<StepState, () => string>> = {
  WAITING: () => l10n.t('waiting'),
  RUNNING: () => l10n.t('running'),
  RUNNING_HANDLER: () => l10n.t('running its error handler'),
  SUCCEEDED: () => l10n.t('succeeded'),
  FAILED: () => l10n.t('failed'),
  ABORTED: () => l10n.t('aborted'),
  NODE_PARTIAL_SUCCEEDED: () => l10n.t('succeeded on some nodes'),
  NODE_MIXED: () => l10n.t('mixed results'),
  NOT_STARTED: () => l10n.t('not started'),
};

function isOpen(state: StepState): boolean {
  return state !== 'SUCCEEDED' && state !== 'NOT_STARTED' && state !== 'WAITING';
}

function isDivided(state: StepState): boolean {
  return state === 'NODE_PARTIAL_SUCCEEDED' || state === 'NODE_MIXED';
}
