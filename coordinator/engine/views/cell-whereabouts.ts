import type { NodeStepState } from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import type { Attempt, Cell } from '../state/state.ts';

/** Why an operation that was not ended waits, for a replica or for news of it; undefined: it does not, or it is not known. */
export type WhyWaiting = (attempt: Attempt) => string | undefined;

/**
 * Which replica has a step on a node, or had it last, and why the step waits or did not succeed. With an error handler:
 * that of the handler.
 */
export function whereaboutsOf(
  cell: Cell | undefined,
  why: WhyWaiting,
): Pick<NodeStepState, 'runner' | 'reason'> {
  if (cell === undefined) return {};
  const { attempt } = cell.handler ?? cell.step;
  const grantee = attempt?.grantee;
  const reason = cell.outcome === undefined ? waitingReason(attempt, why) : endReason(cell);
  return {
    ...(grantee === undefined
      ? {}
      : { runner: { id: grantee.runnerId, name: grantee.runnerName, replica: grantee.replicaId } }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function waitingReason(attempt: Attempt | undefined, why: WhyWaiting): NodeStepState['reason'] {
  if (attempt === undefined || attempt.endedAt !== undefined) return undefined;
  const message = why(attempt);
  return message === undefined ? undefined : { code: 'waiting', message };
}

function endReason({ step, handler }: Cell): NodeStepState['reason'] {
  return handler?.reason ?? step.reason;
}
