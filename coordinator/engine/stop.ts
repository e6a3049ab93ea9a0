import { command, type Draft, writeLine } from './draft.ts';
import { finishStopped } from './finish.ts';
import { closeOperation, openOperations } from './open-operation.ts';
import { attemptId, type Stopping } from './state.ts';

/**
 * Begins to stop the execution: what is queued is withdrawn, what runs is cancelled, and the end waits for the replicas'
 * word so long as the limits say. An execution that is being stopped already is left alone.
 */
export function stop(draft: Draft, time: number, stopping: Stopping): void {
  if (draft.state.stopping !== undefined) return;
  const { waiting, request } = draft.state;
  draft.state = { ...draft.state, stopping };
  writeLine(draft, {
    kind: 'note',
    time,
    message:
      stopping.cause === 'abort' ? `${stopping.user ?? 'a person'} asked to stop` : 'the timeout is reached',
  });
  for (const { place, attempt } of openOperations(draft.state)) {
    const operationId = attemptId(draft.state, attempt);
    if (attempt.grantee === undefined) {
      command(draft, { type: 'withdraw', operationId });
      closeOperation(draft, { place, attempt: { ...attempt, endedAt: time } }, 'aborted');
    } else {
      const { replicaId } = attempt.grantee;
      command(draft, {
        type: 'cancel',
        operationId,
        replicaId,
        graceSeconds: request.limits.cancelGraceSeconds,
      });
    }
  }
  if (draft.state.open.size === 0) {
    finishStopped(draft, time, waiting === undefined ? '' : `It was waiting: ${waiting.message}`);
  } else {
    const at = time + request.limits.cancelConfirmSeconds * 1000;
    command(draft, { type: 'set-timer', purpose: 'cancel-confirm', at });
  }
}
