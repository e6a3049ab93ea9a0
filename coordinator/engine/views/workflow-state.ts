import type {
  NodeStepState,
  StepState,
  WorkflowState,
  WorkflowStep,
  WorkflowSteps,
} from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import { eachSliced, mapSliced, type Sliced } from '../../../support/slices/sliced.ts';
import { mapValues } from '../maps/number-map.ts';
import { workflowOf } from '../state/draft.ts';
import { cellAt, cellIndex, columnName, ownColumn, planNodeAt, stepContext } from '../state/places.ts';
import type { Cell, ExecutionState, Run, Workflow } from '../state/state.ts';
import { type WhyWaiting, whereaboutsOf } from './cell-whereabouts.ts';
import { cellState, columnsOf } from './progress.ts';

/** A step on a node, with its current state. */
interface Shown {
  readonly node: string;
  readonly context: string;
  readonly cell: Cell | undefined;
  readonly state: StepState;
}

/** Input for the workflow state that is not part of the execution's state. */
export interface ViewContext {
  /** Name of the coordinator's host. */
  readonly serverNode: string;
  /** Current time, epoch ms, up to which the durations of open steps are counted. */
  readonly now: number;
  readonly why: WhyWaiting;
}

/**
 * Returns the workflow state in Rundeck's format, as of `state`. Only the reasons of waiting steps may be newer,
 * because each is read when the traversal reaches its step.
 */
export function* workflowStateOf(state: ExecutionState, about: ViewContext): Sliced<WorkflowState> {
  const { request, ended } = state;
  if (request.imported !== undefined) return { ...request.imported.workflow, executionId: request.id };
  const root = workflowOf(state, 0);
  return {
    executionId: request.id,
    serverNode: about.serverNode,
    ...(yield* stepsOf(state, root, about)),
    executionState: overall(state),
    completed: ended !== undefined,
    ...(ended === undefined ? {} : { endTime: iso(ended.time), updateTime: iso(ended.time) }),
    nodes: yield* nodesOf(state),
  };
}

/** Returns all steps on each node, including those of nested workflows. */
function* nodesOf(state: ExecutionState): Sliced<WorkflowState['nodes']> {
  const nodes = emptyRecord<{ executionState: StepState; stepctx: string }[]>();
  for (const workflow of mapValues(state.workflows)) {
    for (const step of workflow.plan.steps.keys()) {
      const shown = yield* shownOf(state, workflow, step);
      yield* eachSliced(shown, ({ node, context, state: executionState }) => {
        if (node === '') return;
        const steps = nodes[node] ?? [];
        steps.push({ executionState, stepctx: context });
        nodes[node] = steps;
      });
      yield;
    }
  }
  return nodes;
}

function* stepsOf(state: ExecutionState, workflow: Workflow, about: ViewContext): Sliced<WorkflowSteps> {
  const { plan, startedAt, endedAt } = workflow;
  const names = yield* namesOf(workflow);
  const steps: WorkflowStep[] = [];
  for (const step of plan.steps.keys()) {
    steps.push(yield* stepOf(state, workflow, step, about));
    yield;
  }
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

function* stepOf(
  state: ExecutionState,
  workflow: Workflow,
  step: number,
  about: ViewContext,
): Sliced<WorkflowStep> {
  const { plan } = workflow;
  const shown = yield* shownOf(state, workflow, step);
  const { label, perNode = false } = plan.steps[step] ?? {};
  const context = stepContext(workflow, cellIndex(plan, step, 0), false);
  const nodeStates = emptyRecord<NodeStepState>();
  const names: string[] = [];
  yield* eachSliced(shown, (one) => {
    if (one.node === '') return;
    names.push(one.node);
    nodeStates[one.node] = nodeStateOf(state, one, about);
  });
  const below: NestedSteps[] = [];
  for (const one of shown) {
    const child = one.cell?.handler?.child ?? one.cell?.step.child;
    if (child !== undefined)
      below.push({ one, steps: yield* stepsOf(state, workflowOf(state, child), about) });
  }
  const [first] = below;
  const [only] = shown.length === 1 ? shown : [];
  const isParted = perNode && shown.some((_, column) => planNodeAt(workflow, column).kind === 'inventory');
  return {
    id: String(step + 1),
    stepctx: context,
    ...(label === undefined || label === '' ? {} : { label }),
    nodeStep: perNode,
    executionState: combinedState(shown),
    ...timesOf(shown, about.now),
    ...(only === undefined ? {} : placeOf(state, only, about)),
    nodeStates,
    ...(perNode ? { stepTargetNodes: names } : {}),
    ...(first === undefined ? {} : { hasSubworkflow: true }),
    ...(first === undefined || isParted ? {} : { workflow: first.steps }),
    ...(first === undefined || !isParted
      ? {}
      : { parameterStates: yield* parameterStatesOf(state, { step, context, below }, about) }),
  };
}

/** The nested workflow of a step on a node. */
interface NestedSteps {
  readonly one: Shown;
  readonly steps: WorkflowSteps;
}

function* parameterStatesOf(
  state: ExecutionState,
  {
    step,
    context,
    below,
  }: { readonly step: number; readonly context: string; readonly below: NestedSteps[] },
  about: ViewContext,
): Sliced<WorkflowStep['parameterStates']> {
  const states = emptyRecord<WorkflowStep>();
  yield* eachSliced(below, ({ one, steps }) => {
    states[`node=${one.node}`] = {
      id: String(step + 1),
      stepctx: `${context}@node=${one.node}`,
      parameters: { node: one.node },
      nodeStep: true,
      ...nodeStateOf(state, one, about),
      nodeStates: {},
      hasSubworkflow: true,
      workflow: steps,
    };
  });
  return states;
}

function nodeStateOf(state: ExecutionState, shown: Shown, about: ViewContext): NodeStepState {
  return { executionState: shown.state, ...timesOf([shown], about.now), ...placeOf(state, shown, about) };
}

/** Returns the replica and the reason of a step. Once the execution has ended, no step has a reason for waiting. */
function placeOf(
  state: ExecutionState,
  { cell }: Shown,
  { why }: ViewContext,
): Pick<NodeStepState, 'runner' | 'reason'> {
  return whereaboutsOf(cell, state.ended === undefined ? why : () => undefined);
}

/** Returns the state of a step on each node, or its only state if the step runs once. */
function* shownOf(state: ExecutionState, workflow: Workflow, step: number): Sliced<Shown[]> {
  return yield* mapSliced(columnsOf(workflow, step), (column) => {
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

/** Returns the node names of a workflow. Includes the name of a runner's host once a runner has taken a step. */
function* namesOf(workflow: Workflow): Sliced<string[]> {
  const { steps } = workflow.plan;
  const own = ownColumn(workflow.plan);
  const columns = workflow.plan.dispatch.nodes.map((_, column) => column);
  if (own === 0 || steps.every(({ perNode }) => !perNode)) columns.push(own);
  const names = new Set<string>();
  yield* eachSliced(columns, (column) => names.add(columnName(workflow, column)));
  names.delete('');
  return [...names];
}

/**
 * Returns the times from the first grant, or the start of a nested workflow, to the last end. Waiting steps have no
 * times.
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

/** Combines the states of a step on its nodes into one state. */
function combinedState(shown: readonly Shown[]): StepState {
  const states = new Set<StepState>();
  for (const { state } of shown) states.add(state);
  const [first = 'NOT_STARTED'] = states;
  if (states.size <= 1) return first;
  if (states.has('RUNNING_HANDLER')) return 'RUNNING_HANDLER';
  if (states.has('RUNNING') || states.has('WAITING')) return 'RUNNING';
  return [...states].every((state) => state === 'SUCCEEDED' || state === 'FAILED')
    ? 'NODE_PARTIAL_SUCCEEDED'
    : 'NODE_MIXED';
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** Returns a record with node names as keys. Has no prototype, so that `__proto__` is an ordinary key. */
function emptyRecord<Value>(): Record<string, Value> {
  return Object.create(null);
}
