import type { OperationId, ReplicaId } from '../../../protocol/ids.ts';
import { nodeName } from '../../engine/state/describe.ts';
import { firstQueuedOperations } from '../../engine/state/open-operation.ts';
import { attemptId, type ExecutionState } from '../../engine/state/state.ts';
import type { WhyWaiting } from '../../engine/views/cell-whereabouts.ts';

/** Queued operations that are asked why they wait, and nodes that are named with a reason. */
const MOST_ASKED = 32;
const MOST_NAMED = 5;

/** Queued operations that are told singly why they wait. */
const MOST_ANSWERED = 500;

/**
 * Why the queued operations of an execution wait: the reason alone where it is the same for all, else with the nodes
 * that it holds for. Undefined: none waits.
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
 * Why each operation waits that is asked about: a queued one for a replica, a started one for news of it. Of what is queued
 * only the first are answered, since each costs a look at all runners.
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
  const told = names.map((name) => (name === '' ? 'the host of the runner' : name)).slice(0, MOST_NAMED);
  const more = names.length - told.length;
  return more > 0 ? `${told.join(', ')} and ${more} more` : told.join(', ');
}
