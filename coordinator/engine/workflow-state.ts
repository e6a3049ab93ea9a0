import type { StepProgress } from '../../protocol/entities/step-progress.ts';
import type {
  StepState,
  ExecutionState as WorkflowState,
} from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import { progressOf } from './progress.ts';
import type { ExecutionState } from './state.ts';

type StepShape = WorkflowState['steps'][number];

/** Rundeck's workflow state. `now` in epoch ms: what is open lasts until then. */
export function workflowStateOf(state: ExecutionState, serverNode: string, now: number): WorkflowState {
  const { request, ended } = state;
  const cells = progressOf(state);
  const names = [...new Set(cells.map((cell) => cell.node).filter((name) => name !== ''))];
  const rows = request.plan.steps.map((_, step) => cells.filter((cell) => cell.stepctx === String(step + 1)));
  return {
    executionId: request.id,
    serverNode,
    executionState: overall(state),
    completed: ended !== undefined,
    updateTime: iso(ended?.time ?? latest(cells) ?? request.time),
    startTime: iso(request.time),
    ...(ended === undefined ? {} : { endTime: iso(ended.time) }),
    stepCount: request.plan.steps.length,
    allNodes: names,
    targetNodes: names,
    nodes: Object.fromEntries(
      names.map((name) => [
        name,
        cells
          .filter((cell) => cell.node === name)
          .map((cell) => ({ executionState: cell.state, stepctx: cell.stepctx })),
      ]),
    ),
    steps: rows.map((row, step) => stepOf(row, String(step + 1), now)),
  };
}

function stepOf(row: readonly StepProgress[], stepctx: string, now: number): StepShape {
  return {
    id: stepctx,
    stepctx,
    nodeStep: true,
    executionState: together(row.map((cell) => cell.state)),
    ...timesOf(row, now),
    nodeStates: Object.fromEntries(
      row
        .filter((cell) => cell.node !== '')
        .map((cell) => [cell.node, { executionState: cell.state, ...timesOf([cell], now) }]),
    ),
  };
}

/** From the first grant to the last end; without a grant there are no times. */
function timesOf(cells: readonly StepProgress[], now: number) {
  const operations = cells.flatMap((cell) => cell.operations);
  const granted = operations.flatMap(({ grantedAt }) => grantedAt ?? []);
  if (granted.length === 0) return {};
  const start = Math.min(...granted);
  const open = operations.some(({ endedAt }) => endedAt === undefined);
  const update = latest(cells) ?? start;
  return {
    startTime: iso(start),
    updateTime: iso(update),
    ...(open ? {} : { endTime: iso(update) }),
    duration: Math.max(0, (open ? now : update) - start),
  };
}

function latest(cells: readonly StepProgress[]): number | undefined {
  const times = cells.flatMap((cell) =>
    cell.operations.map(({ endedAt, grantedAt, queuedAt }) => endedAt ?? grantedAt ?? queuedAt),
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

function overall({ ended, current }: ExecutionState): StepState {
  if (ended === undefined) return current === undefined ? 'WAITING' : 'RUNNING';
  if (ended.status === 'succeeded') return 'SUCCEEDED';
  return ended.status === 'aborted' ? 'ABORTED' : 'FAILED';
}

/** State of a step from those of its nodes. */
function together(states: readonly StepState[]): StepState {
  const [first = 'NOT_STARTED'] = states;
  if (states.every((state) => state === first)) return first;
  if (states.some((state) => state === 'RUNNING' || state === 'WAITING')) return 'RUNNING';
  return states.every((state) => state === 'SUCCEEDED' || state === 'FAILED')
    ? 'NODE_PARTIAL_SUCCEEDED'
    : 'NODE_MIXED';
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
