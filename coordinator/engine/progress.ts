import type { OperationProgress, StepProgress } from '../../protocol/entities/step-progress.ts';
import { nodeName } from './describe.ts';
import { cellAt } from './draft.ts';
import { placeCount } from './order.ts';
import { type Attempt, attemptId, type Cell, type ExecutionState, placeOf, stepContext } from './state.ts';

type CellState = StepProgress['state'];

const OUTCOMES = {
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  aborted: 'ABORTED',
  unknown: 'FAILED',
} as const;

/** Each step on each node, step by step. */
export function progressOf(state: ExecutionState): readonly StepProgress[] {
  const { plan } = state.request;
  return Array.from({ length: placeCount(plan) }, (_, index) => {
    const place = placeOf(state, index);
    const cell = cellAt(state, index);
    const end = cell.attempts.at(-1)?.end;
    return {
      stepctx: stepContext(place),
      label: plan.steps[place.step]?.label ?? '',
      node: nodeName(state, place.node),
      state: cellState(cell, state.ended !== undefined),
      ...(end?.kind === 'exited' ? { exitCode: end.exitCode } : {}),
      operations: cell.attempts.map((attempt, at) => operationProgress(state, attempt, at + 1)),
    };
  });
}

function cellState(cell: Cell, over: boolean): CellState {
  if (cell.outcome !== undefined) return OUTCOMES[cell.outcome];
  const last = cell.attempts.at(-1);
  if (last === undefined) return over ? 'NOT_STARTED' : 'WAITING';
  return last.grantee === undefined ? 'WAITING' : 'RUNNING';
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
