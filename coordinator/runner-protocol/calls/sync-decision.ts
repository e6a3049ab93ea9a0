import type { HeldOperation, SyncDecision } from '../../../protocol/runner/sync.ts';
import type { Holding } from '../../executions/ports.ts';

/**
 * What a replica shall do with an operation that its keeper holds.
 *
 * @param received bytes of its output that are stored, if the operation is granted to the replica
 * @param graceSeconds from SIGTERM to SIGKILL, where nobody asked for another
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
      // Another replica may have ended it, so the answer contains nothing that this one did not report itself.
      // What still runs after its end is known (the replica stayed away too long) has nobody left to watch it.
      return state === 'opening' || state === 'running'
        ? { operationId, action: 'cancel', offset: held.offset, graceSeconds }
        : toldLate(held);
    case 'not-granted':
      // A prepared one has not started: its claim decides. Any other was never ours to start.
      return state === 'prepared'
        ? { operationId, action: 'resume', offset: 0 }
        : { operationId, action: 'quarantine' };
    case 'unknown':
      return { operationId, action: 'quarantine' };
  }
}

/** What ended elsewhere too, as a step that was given up, is told once more: its own end is kept beside, marked late. */
function toldLate({ operationId, state, offset }: HeldOperation): SyncDecision {
  return state === 'ended' ? { operationId, action: 'resume', offset } : { operationId, action: 'forget' };
}
