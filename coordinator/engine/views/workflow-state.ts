import type {
  NodeStepState,
  StepState,
  WorkflowState,
  WorkflowStep,
  WorkflowSteps,
} from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import { mapValues } from '../maps/number-map.ts';
import { workflowOf } from '../state/draft.ts';
import { cellAt, cellIndex, columnName, ownColumn, planNodeAt, stepContext } from '../state/places.ts';
import type { Cell, ExecutionState, Run, Workflow } from '../state/state.ts';
import { type WhyWaiting, whereaboutsOf } from './cell-whereabouts.ts';
import { cellState, columnsOf } from './progress.ts';

/** The current state of a step on a node. */
interface Shown {
  readonly node: string;
  readonly context: string;
  readonly cell: Cell | undefined;
  readonly state: StepState;
}

/** Input for the workflow state that is not part of an execution's state. */
export interface ViewContext {
  /** Name of the coordinator's host. */
  readonly serverNode: string;
  /** Current time, epoch ms. Durations of open steps are counted up to it. */
  readonly now: number;
  readonly why: WhyWaiting;
}

/** Returns the workflow state in Rundeck's format. */
export function workflowStateOf(state: ExecutionState, about: ViewContext): WorkflowState {
  const { request, ended } = state;
  const root = workflowOf(state, 0);
  return {
    executionId: request.id,
    serverNode: about.serverNode,
    ...stepsOf(state, root, about),
    executionState: overall(state),
    completed: ended !== undefined,
    ...(ended === undefined ? {} : { endTime: iso(ended.time), updateTime: iso(ended.time) }),
    nodes: nodesOf(state),
  };
}

/** Returns all steps on each node, including those of nested workflows. */
function nodesOf(state: ExecutionState): WorkflowState['nodes'] {
  const nodes = new Map<string, { executionState: StepState; stepctx: string }[]>();
  for (const workflow of mapValues(state.workflows)) {
    for (const step of workflow.plan.steps.keys()) {
      for (const { node, context, state: executionState } of shownOf(state, workflow, step)) {
        if (node === '') continue;
        const steps = nodes.get(node) ?? [];
        steps.push({ executionState, stepctx: context });
        nodes.set(node, steps);
      }
    }
  }
  return Object.fromEntries(nodes);
}

function stepsOf(state: ExecutionState, workflow: Workflow, about: ViewContext): WorkflowSteps {
  const { plan, startedAt, endedAt } = workflow;
  const names = namesOf(workflow);
  const steps = [...plan.steps.keys()].map((step) => stepOf(state, workflow, step, about));
  const updated = steps.flatMap(({ updateTime }) => updateTime ?? []).sort();
  return {
    executionState: stateOf(state, workflow),
    completed: workflow.outcome !== undefined || state.ended !== undefined,
    startTime: iso(startedAt),
    updateTime: updated.at(-1) ?? iso(endedAt ?? startedAt),
    ...(endedAt === undefined ? {} : { endTime: iso(endedAt) }),
    stepCount: plan.steps.length,
    allNodes: names,
    targetNodes: names,
    steps,
  };
}

function stepOf(state: ExecutionState, workflow: Workflow, step: number, about: ViewContext): WorkflowStep {
  const { plan } = workflow;
  const shown = shownOf(state, workflow, step);
  const { label, perNode = false } = plan.steps[step] ?? {};
  const named = shown.filter(({ node }) => node !== '');
  const contexts = stepContext(workflow, cellIndex(plan, step, 0), false);
  const below = shown.flatMap((one) => {
    const child = one.cell?.handler?.child ?? one.cell?.step.child;
    return child === undefined ? [] : [{ one, steps: stepsOf(state, workflowOf(state, child), about) }];
  });
  const [first] = below;
  const [only] = shown.length === 1 ? shown : [];
  const nodeState = (one: Shown): NodeStepState => ({
    executionState: one.state,
    ...timesOf([one], about.now),
    ...placeOf(state, one, about),
  });
  const isParted = perNode && shown.some((_, column) => planNodeAt(workflow, column).kind === 'inventory');
  return {
    id: String(step + 1),
    stepctx: contexts,
    ...(label === undefined || label === '' ? {} : { label }),
    nodeStep: perNode,
    executionState: combinedState(shown.map((one) => one.state)),
    ...timesOf(shown, about.now),
    ...(only === undefined ? {} : placeOf(state, only, about)),
    nodeStates: Object.fromEntries(named.map((one) => [one.node, nodeState(one)])),
    ...(perNode ? { stepTargetNodes: named.map(({ node }) => node) } : {}),
    ...(first === undefined ? {} : { hasSubworkflow: true }),
    ...(first === undefined || isParted ? {} : { workflow: first.steps }),
    ...(first === undefined || !isParted
      ? {}
      : {
          parameterStates: Object.fromEntries(
            below.map(({ one, steps }) => [
              `node=${one.node}`,
              {
                id: String(step + 1),
                stepctx: `${contexts}@node=${one.node}`,
                parameters: { node: one.node },
                nodeStep: true,
                ...nodeState(one),
                nodeStates: {},
                hasSubworkflow: true,
                workflow: steps,
              },
            ]),
          ),
        }),
  };
}

/** Returns the replica and the reason of a step. Once the execution has ended, no step waits. */
function placeOf(
  state: ExecutionState,
  { cell }: Shown,
  { why }: ViewContext,
): Pick<NodeStepState, 'runner' | 'reason'> {
  return whereaboutsOf(cell, state.ended === undefined ? why : () => undefined);
}

/** Returns the state of a step on each node, or its only state if it runs once. */
function shownOf(state: ExecutionState, workflow: Workflow, step: number): Shown[] {
  return columnsOf(workflow, step).map((column) => {
    const index = cellIndex(workflow.plan, step, column);
    const cell = cellAt(workflow, index);
    return {
      node: columnName(workflow, column),
      context: stepContext(workflow, index, false),
      cell,
      state: cellState(state, workflow, cell),
    };
  });
}

/** Returns the node names of a workflow. The name of a runner's host is included once it is known. */
function namesOf(workflow: Workflow): string[] {
  const { steps } = workflow.plan;
  const own = ownColumn(workflow.plan);
  const columns = workflow.plan.dispatch.nodes.map((_, column) => column);
  const isOwn = own === 0 || steps.every(({ perNode }) => !perNode);
  const names = (isOwn ? [...columns, own] : columns).map((column) => columnName(workflow, column));
  return [...new Set(names.filter((name) => name !== ''))];
}

/**
 * Returns the times from the first grant, or start of a nested workflow, to the last end. Steps that are still waiting
 * have no times.
 */
function timesOf(shown: readonly Shown[], now: number): Omit<NodeStepState, 'executionState'> {
  let start = Number.POSITIVE_INFINITY;
  let update = 0;
  let isOpen = false;
  for (const { cell } of shown) {
    for (const run of [cell?.step, cell?.handler]) {
      if (run === undefined) continue;
      const end = endOf(run);
      isOpen ||= end === undefined;
      start = Math.min(start, startOf(run) ?? start);
      update = Math.max(update, end ?? startOf(run) ?? 0);
    }
  }
  if (start === Number.POSITIVE_INFINITY) return {};
  const latest = Math.max(update, start);
  const updateTime = iso(latest);
  return {
    startTime: iso(start),
    updateTime,
    ...(isOpen ? {} : { endTime: updateTime }),
    duration: Math.max(0, (isOpen ? now : latest) - start),
  };
}

function startOf({ attempt, child, begunAt }: Run): number | undefined {
  if (attempt !== undefined) return attempt.grantedAt;
  return child === undefined ? undefined : begunAt;
}

function endOf({ attempt, endedAt }: Run): number | undefined {
  return endedAt ?? attempt?.endedAt;
}

function stateOf(state: ExecutionState, { outcome }: Workflow): StepState {
  if (outcome === undefined) return state.ended === undefined ? 'RUNNING' : 'ABORTED';
  if (outcome === 'succeeded') return 'SUCCEEDED';
  return outcome === 'aborted' ? 'ABORTED' : 'FAILED';
}

function overall({ ended, current }: ExecutionState): StepState {
  if (ended === undefined) return current === undefined ? 'WAITING' : 'RUNNING';
  if (ended.status === 'succeeded') return 'SUCCEEDED';
  return ended.status === 'aborted' ? 'ABORTED' : 'FAILED';
}

/** Returns the state of a step from its states on the nodes. */
function combinedState(states: readonly StepState[]): StepState {
  const [first = 'NOT_STARTED'] = states;
  if (states.every((state) => state === first)) return first;
  if (states.includes('RUNNING_HANDLER')) return 'RUNNING_HANDLER';
  if (states.some((state) => state === 'RUNNING' || state === 'WAITING')) return 'RUNNING';
  return states.every((state) => state === 'SUCCEEDED' || state === 'FAILED')
    ? 'NODE_PARTIAL_SUCCEEDED'
    : 'NODE_MIXED';
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
