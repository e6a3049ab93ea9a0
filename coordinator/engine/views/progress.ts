import { workflowOf } from '../state/draft.ts';
import { cellAt, cellIndex, columnName, ownColumn, stepContext } from '../state/places.ts';
import {
  type Attempt,
  attemptId,
  type Cell,
  type ExecutionState,
  type Run,
  type Workflow,
} from '../state/state.ts';
import { importedProgress } from './imported-progress.ts';
import type { OperationProgress, StepProgress } from './step-progress.ts';

type CellState = StepProgress['state'];

const OUTCOMES = {
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  aborted: 'ABORTED',
  unknown: 'FAILED',
} as const;

/** Returns the progress of each step on each node. Error handlers and nested steps follow their step. */
export function progressOf(state: ExecutionState): readonly StepProgress[] {
  const { imported } = state.request;
  return imported === undefined
    ? [...progressIn(state, workflowOf(state, 0))]
    : importedProgress(state, imported);
}

/** Returns the columns in which a step of a workflow runs. */
export function columnsOf({ plan }: Workflow, step: number): readonly number[] {
  const own = ownColumn(plan);
  return plan.steps[step]?.perNode === true ? Array.from({ length: own }, (_, column) => column) : [own];
}

/**
 * Returns the state of a step on a node, including its error handler. A step that was running when its execution ended
 * is aborted.
 */
export function cellState(state: ExecutionState, workflow: Workflow, cell: Cell | undefined): CellState {
  const isOver = state.ended !== undefined;
  if (cell?.outcome !== undefined) return OUTCOMES[cell.outcome];
  if (cell === undefined) return isOver || workflow.outcome !== undefined ? 'NOT_STARTED' : 'WAITING';
  if (isOver) return 'ABORTED';
  return cell.handler === undefined ? runState(cell.step) : 'RUNNING_HANDLER';
}

function* progressIn(state: ExecutionState, workflow: Workflow): Generator<StepProgress> {
  for (const step of workflow.plan.steps.keys()) {
    for (const column of columnsOf(workflow, step)) {
      const cell = cellAt(workflow, cellIndex(workflow.plan, step, column));
      yield progressAt(state, workflow, step, column, cell?.step, cellState(state, workflow, cell));
      yield* progressBelow(state, cell?.step);
      if (cell?.handler === undefined) continue;
      yield progressAt(state, workflow, step, column, cell.handler, handlerState(state, cell.handler), true);
      yield* progressBelow(state, cell.handler);
    }
  }
}

function* progressBelow(state: ExecutionState, run: Run | undefined): Generator<StepProgress> {
  if (run?.child !== undefined) yield* progressIn(state, workflowOf(state, run.child));
}

function progressAt(
  state: ExecutionState,
  workflow: Workflow,
  step: number,
  column: number,
  run: Run | undefined,
  cellState: CellState,
  isHandler = false,
): StepProgress {
  const { plan } = workflow;
  const planned = isHandler ? plan.steps[step]?.errorHandler?.step : plan.steps[step];
  const end = run?.attempt?.end;
  return {
    stepctx: stepContext(workflow, cellIndex(plan, step, column), isHandler),
    label: planned?.label ?? '',
    node: columnName(workflow, column),
    state: cellState,
    ...(end?.kind === 'exited' ? { exitCode: end.exitCode } : {}),
    operations: attemptsOf(run).map((attempt, index) => operationProgress(state, attempt, index + 1)),
  };
}

function handlerState(state: ExecutionState, run: Run): CellState {
  if (run.outcome !== undefined) return OUTCOMES[run.outcome];
  return state.ended === undefined ? runState(run) : 'ABORTED';
}

function runState({ attempt, resolving }: Run): CellState {
  if (resolving !== undefined) return 'WAITING';
  return attempt !== undefined && attempt.grantee === undefined ? 'WAITING' : 'RUNNING';
}

/** Returns all attempts of a step on a node, oldest first. */
function attemptsOf(run: Run | undefined): Attempt[] {
  return [...(run?.returned ?? []), ...(run?.attempt === undefined ? [] : [run.attempt])];
}

function operationProgress(state: ExecutionState, attempt: Attempt, number: number): OperationProgress {
  const { grantee, queuedAt, grantedAt, endedAt, end, late, outputBytes } = attempt;
  return {
    operationId: attemptId(state, attempt),
    attempt: number,
    queuedAt,
    ...(grantedAt === undefined ? {} : { grantedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(grantee === undefined
      ? {}
      : { runnerId: grantee.runnerId, runnerName: grantee.runnerName, replicaId: grantee.replicaId }),
    ...(end === undefined ? {} : { end }),
    ...(late === undefined ? {} : { late }),
    ...(outputBytes === undefined ? {} : { outputBytes }),
  };
}
