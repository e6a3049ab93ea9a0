import type { HeldOperation, SyncDecision } from '../../../../protocol/runner/sync.ts';
import type { Holding } from '../../../executions/ports.ts';

/**
 * Decides what a replica does with an operation that its keeper holds.
 *
 * @param received stored bytes of the operation's output, if the operation is granted to the replica
 * @param graceSeconds from SIGTERM to SIGKILL, unless a cancel requested another time
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
      // Another replica may have ended the operation, so the answer contains only data that this replica reported. A
      // step that is still running was abandoned while the replica was offline: its end is already recorded, so it is
      // cancelled.
      return state === 'opening' || state === 'running'
        ? { operationId, action: 'cancel', offset: held.offset, graceSeconds }
        : decideLateEnd(held);
    case 'not-granted':
      // A prepared operation has not started, so the answer to its claim decides. Any other operation was started
      // without a grant.
      return state === 'prepared'
        ? { operationId, action: 'resume', offset: 0 }
        : { operationId, action: 'quarantine' };
    case 'unknown':
      return { operationId, action: 'quarantine' };
  }
}

/**
 * Decides about a step that is not running and whose end is already recorded, for example as abandoned. If the step
 * also ended on this replica, the replica reports that end again, and the coordinator records it as late.
 */
function decideLateEnd({ operationId, state, offset }: HeldOperation): SyncDecision {
  return state === 'ended' ? { operationId, action: 'resume', offset } : { operationId, action: 'forget' };
}
