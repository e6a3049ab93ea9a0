import type { OperationTarget, PlanNode } from '../../../job-language/plan/workflow-plan.ts';
import type { ReplicaId } from '../../../protocol/ids.ts';
import type { Grantee } from '../events/events.ts';
import { nameGet, nameSet } from '../maps/name-map.ts';
import { change, type EngineDraft } from '../state/draft.ts';
import type { ExecutionState } from '../state/state.ts';

/** Maximum number of runners per execution whose latest replica is remembered. */
const MOST_RUNNERS = 64;

export interface Preferences {
  /** The replica that should preferably take the operation, chosen as {@link preferencesFor} describes. */
  readonly preferred?: ReplicaId;
  /** The latest replica of each runner that the execution used, most recent first. */
  readonly affinity?: readonly ReplicaId[];
}

/**
 * Returns the replicas that an operation prefers. A step on a node prefers the replica that ran the previous step
 * there, even if that step belongs to another job that the execution references. The first step on a node prefers the
 * execution's last replica. If the target of such a first step is a set of runners, the step has no preferred replica,
 * but within each runner it prefers the replica that the execution already used.
 */
export function preferencesFor(
  { replicaOfNode, replicas }: ExecutionState,
  node: PlanNode,
  target: OperationTarget,
): Preferences {
  const own = node.kind === 'inventory' ? nameGet(replicaOfNode, node.name) : undefined;
  const affinity = replicas.map(({ replicaId }) => replicaId);
  const preferred = own ?? (target.kind === 'runners' ? undefined : affinity[0]);
  return {
    ...(preferred === undefined ? {} : { preferred }),
    ...(affinity.length === 0 ? {} : { affinity }),
  };
}

/** Records that a replica took a step on a node. */
export function rememberReplica(draft: EngineDraft, node: PlanNode, { runnerId, replicaId }: Grantee): void {
  const { replicaOfNode, replicas } = draft.state;
  const others = replicas.filter((one) => one.runnerId !== runnerId);
  const isKnown = replicas[0]?.replicaId === replicaId;
  change(draft, {
    replicas: isKnown ? replicas : [{ runnerId, replicaId }, ...others].slice(0, MOST_RUNNERS),
  });
  if (node.kind !== 'inventory' || nameGet(replicaOfNode, node.name) === replicaId) return;
  change(draft, { replicaOfNode: nameSet(replicaOfNode, node.name, replicaId) });
}
