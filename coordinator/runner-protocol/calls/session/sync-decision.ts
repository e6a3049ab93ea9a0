import type { HeldOperation, SyncDecision } from '../../../../protocol/runner/sync.ts';
import type { Holding } from '../../../executions/ports.ts';

/**
 * Decides what a replica does with an operation that its keeper holds.
 *
 * @param received bytes of its output that are stored, if the operation is granted to the replica
 * @param graceSeconds from SIGTERM to SIGKILL, unless a cancel asked for another time
 */
export function decideHeld(
  held: HeldOperation,
  holding: Holding,
  received: number,
  graceSeconds: number,
): SyncDecision {
  const { operationId, state } = held;
  switch (holding.kind) {
    case 'granted':
      return { operationId, action: 'resume', offset: received };
    case 'cancelling':
      return { operationId, action: 'cancel', offset: received, graceSeconds: holding.graceSeconds };
    case 'ended':
      // Another replica may have ended it, so the answer contains only what this replica reported itself. If the step
      // still runs although its end is known (the replica was offline too long), nobody watches it any more.
      return state === 'opening' || state === 'running'
        ? { operationId, action: 'cancel', offset: held.offset, graceSeconds }
        : toldLate(held);
    case 'not-granted':
      // A prepared operation has not started, so its claim decides. Any other was started without a grant.
      return state === 'prepared'
        ? { operationId, action: 'resume', offset: 0 }
        : { operationId, action: 'quarantine' };
    case 'unknown':
      return { operationId, action: 'quarantine' };
  }
}

/**
 * The end of a step that ended elsewhere too, for example as abandoned, is reported again: the coordinator stores it
 * with the first end, marked late.
 */
function toldLate({ operationId, state, offset }: HeldOperation): SyncDecision {
  return state === 'ended' ? { operationId, action: 'resume', offset } : { operationId, action: 'forget' };
}
