import type { ReplicaId } from '../../protocol/ids.ts';
import type { CoordinatorDraft } from '../store/definitions/coordinator-definitions.ts';

/** Sets or clears the drain request of a replica, which survives restarts of the coordinator. */
export function askToDrain(draft: CoordinatorDraft, replicaId: ReplicaId, asked: boolean): void {
  const record = draft.get('replicas', replicaId);
  if (record === undefined || (record.drainAsked === true) === asked) return;
  const { drainAsked: _, ...rest } = record;
  draft.put('replicas', replicaId, asked ? { ...rest, drainAsked: true } : rest);
}
