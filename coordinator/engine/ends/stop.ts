import { emptyMap, mapEntries } from '../maps/number-map.ts';
import { change, command, type EngineDraft, settle, writeNote } from '../state/draft.ts';
import { changeRun, openOperations } from '../state/open-operation.ts';
import { attemptId, type Stopping } from '../state/state.ts';
import { cutShort } from './cut-short.ts';
import { finishStopped } from './finish.ts';

/**
 * Begins to stop the execution. Withdraws queued operations, drops references that are being resolved and cancels
 * running operations, then waits at most `cancelConfirmSeconds` for the replicas to confirm. Nothing else starts. Has
 * no effect on an execution that is already being stopped.
 */
export function stop(draft: EngineDraft, stopping: Stopping): void {
  if (draft.state.stopping !== undefined) return;
  const { waiting, request } = draft.state;
  change(draft, { stopping });
  writeNote(draft, causeOf(stopping));
  for (const [sequence] of mapEntries(draft.state.resolving)) settle(draft, sequence);
  change(draft, { resolving: emptyMap() });
  for (const { place, attempt } of openOperations(draft.state)) {
    const operationId = attemptId(draft.state, attempt);
    if (attempt.grantee === undefined) {
      command(draft, { type: 'withdraw', operationId });
      cutShort(draft, { place, attempt: { ...attempt, endedAt: draft.time } });
    } else {
      const { replicaId } = attempt.grantee;
      const graceSeconds = request.limits.cancelGraceSeconds;
      const cancel = command(draft, { type: 'cancel', operationId, replicaId, graceSeconds });
      changeRun(draft, place, { attempt: { ...attempt, cancel } });
    }
  }
  if (draft.state.running.size === 0) {
    finishStopped(draft, waiting === undefined ? '' : `It was waiting: ${waiting.message}`);
    return;
  }
  const at = draft.time + request.limits.cancelConfirmSeconds * 1000;
  command(draft, { type: 'set-timer', purpose: 'cancel-confirm', at });
}

function causeOf({ cause, user, limit }: Stopping): string {
  if (cause === 'abort') return `${user ?? 'a person'} asked to stop`;
  return cause === 'timeout' ? 'the timeout is reached' : `the output limit of ${limit ?? ''} is reached`;
}
