import { startPlanned } from '../agenda/start.ts';
import { finish, finishStopped } from '../ends/finish.ts';
import { stop } from '../ends/stop.ts';
import type { TimerFired } from '../events/events.ts';
import { describeReturns } from '../operations/give-back.ts';
import { subjectOf } from '../state/describe.ts';
import { command, type EngineDraft, takeTimer, workflowOf } from '../state/draft.ts';
import { changeRun, openOperation } from '../state/open-operation.ts';
import { cellAt, runOf } from '../state/places.ts';
import { attemptId, sequenceOf } from '../state/state.ts';
import { REASONS, sentence } from '../state/verdict.ts';
import { expire } from './expire.ts';

/** Applies a fired timer. A timer that was cleared, or that has already fired, changes nothing. */
export function timerFired(draft: EngineDraft, event: TimerFired): void {
  const timer = takeTimer(draft, event.timer);
  if (timer === undefined) return;
  if (timer.purpose === 'start') startPlanned(draft, event.why);
  else if (timer.workflow !== undefined) expire(draft, timer.workflow);
  else if (timer.purpose === 'timeout') stop(draft, { cause: 'timeout' });
  else if (timer.purpose === 'cancel-confirm') finishStopped(draft);
  else if (timer.operationId !== undefined) waitedTooLong(draft, event, sequenceOf(timer.operationId));
}

/**
 * Handles an operation that no replica took in time. While other operations of the execution are running, the operation
 * waits for another `dispatchWaitSeconds`. Otherwise the execution fails, even with `keepgoing`, because no replica
 * would take later operations either.
 */
function waitedTooLong(draft: EngineDraft, event: TimerFired, sequence: number): void {
  const operation = openOperation(draft.state, sequence);
  if (operation === undefined) return;
  const { place, attempt } = operation;
  const { dispatchWaitSeconds } = draft.state.request.limits;
  if (draft.state.running.size > 0) {
    const timer = command(draft, {
      type: 'set-timer',
      purpose: 'dispatch-wait',
      at: event.time + dispatchWaitSeconds * 1000,
      operationId: attemptId(draft.state, attempt),
    });
    changeRun(draft, place, { attempt: { ...attempt, timer } });
    return;
  }
  const why = event.why ?? draft.state.waiting?.message ?? 'no replica took it';
  const { returned = [] } =
    runOf(cellAt(workflowOf(draft.state, place.workflow), place.cell), place.inHandler) ?? {};
  const subject = subjectOf(draft.state, place);
  finish(draft, {
    status: 'failed',
    reason: {
      code: REASONS.noRunnerAvailable,
      message: `${subject} was not taken within ${dispatchWaitSeconds} s: ${sentence(why)}${describeReturns(returned)}`,
    },
  });
}
