import type { OperationId, ReplicaId } from '../../../protocol/ids.ts';
import { nodeName } from '../../engine/state/describe.ts';
import { firstQueuedOperations } from '../../engine/state/open-operation.ts';
import { attemptId, type ExecutionState } from '../../engine/state/state.ts';
import type { WhyWaiting } from '../../engine/views/cell-whereabouts.ts';

/** Maximum queued operations that are examined for a reason, and maximum nodes that each reason lists. */
const MOST_ASKED = 32;
const MOST_NAMED = 5;

/** Maximum queued operations whose wait is explained individually. */
const MOST_ANSWERED = 500;

/**
 * Returns why the queued operations of an execution wait, judged by the first {@link MOST_ASKED}. If their reasons
 * differ, lists each with up to {@link MOST_NAMED} of its nodes. Undefined if no operation is queued.
 */
export function waitingReason(
  state: ExecutionState,
  why: (operation: OperationId) => string,
): string | undefined {
  const nodes = new Map<string, Set<string>>();
  for (const { place, attempt } of firstQueuedOperations(state, MOST_ASKED)) {
    const reason = why(attemptId(state, attempt));
    nodes.set(reason, (nodes.get(reason) ?? new Set()).add(nodeName(state, place)));
  }
  const [only] = nodes.keys();
  if (nodes.size <= 1) return only;
  const parts = Array.from(nodes, ([reason, names]) => `${named([...names])}: ${reason}`);
  const more = state.queued.size - MOST_ASKED;
  return more > 0 ? `${parts.join('; ')}; and ${more} more operations wait` : parts.join('; ');
}

/**
 * Returns a function that explains why an operation waits. A queued operation waits for a replica, and a started
 * operation for its unresponsive replica. Only the first {@link MOST_ANSWERED} queued operations are explained, because
 * each explanation examines all runners.
 */
export function eachWaiting(
  state: ExecutionState,
  why: (operation: OperationId) => string,
  whySilent: (replica: ReplicaId) => string | undefined,
): WhyWaiting {
  const replicas = new Map<ReplicaId, string | undefined>();
  let left = MOST_ANSWERED;
  return (attempt) => {
    if (attempt.grantee === undefined) {
      left -= 1;
      return left < 0 ? undefined : why(attemptId(state, attempt));
    }
    const { replicaId } = attempt.grantee;
    if (!replicas.has(replicaId)) replicas.set(replicaId, whySilent(replicaId));
    return replicas.get(replicaId);
  };
}

function named(names: readonly string[]): string {
  const shown = names.map((name) => (name === '' ? 'the host of the runner' : name)).slice(0, MOST_NAMED);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
