import type { NodeStepState } from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import type { Attempt, Cell } from '../state/state.ts';

/**
 * Returns why an open operation waits for a replica or for a report from its replica; undefined if the operation does
 * not wait or the reason is unknown.
 */
export type WhyWaiting = (attempt: Attempt) => string | undefined;

/**
 * Returns the replica that runs a step on a node, or ran it last, and why the step waits or did not succeed. Once an
 * error handler has started, returns the replica of the handler and the handler's reason, if any.
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
