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
      // Another replica may have ended the operation, so the answer contains only what this replica reported itself. A
      // step that still runs, because the replica was offline too long, is cancelled: its end is already recorded.
      return state === 'opening' || state === 'running'
        ? { operationId, action: 'cancel', offset: held.offset, graceSeconds }
        : decideLateEnd(held);
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
 * Decides about a step that is not running and whose end is already recorded, for example as abandoned. If the step ended
 * here too, the replica reports its end again, and the coordinator stores it beside the recorded end, marked late.
 */
function decideLateEnd({ operationId, state, offset }: HeldOperation): SyncDecision {
  return state === 'ended' ? { operationId, action: 'resume', offset } : { operationId, action: 'forget' };
}
