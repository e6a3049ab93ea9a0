import type { OperationId } from '../../protocol/ids.ts';
import { nodeName } from '../engine/describe.ts';
import { firstQueuedOperations } from '../engine/open-operation.ts';
import { attemptId, type ExecutionState } from '../engine/state.ts';

/** Queued operations that are asked why they wait, and nodes that are named with a reason. */
const MOST_ASKED = 32;
const MOST_NAMED = 5;

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

function named(names: readonly string[]): string {
  const told = names.map((name) => (name === '' ? 'the host of the runner' : name)).slice(0, MOST_NAMED);
  const more = names.length - told.length;
  return more > 0 ? `${told.join(', ')} and ${more} more` : told.join(', ');
}
