import { subjectOf } from './describe.ts';
import { type Draft, takeTimer } from './draft.ts';
import type { TimerFired } from './events.ts';
import { finish, finishStopped } from './finish.ts';
import { openOperation } from './open-operation.ts';
import { sequenceOf } from './state.ts';
import { stop } from './stop.ts';
import { REASONS, sentence } from './verdict.ts';

/** A timer that was cleared, or fired before, changes nothing. */
export function timerFired(draft: Draft, event: TimerFired): void {
  const timer = takeTimer(draft, event.timer);
  if (timer === undefined) return;
  if (timer.purpose === 'timeout') stop(draft, event.time, { cause: 'timeout' });
  else if (timer.purpose === 'cancel-confirm') finishStopped(draft, event.time);
  else if (timer.operationId !== undefined) waitedTooLong(draft, event, sequenceOf(timer.operationId));
}

/** No replica took the operation in time. None would take those after it either, so the execution fails, keepgoing or not. */
function waitedTooLong(draft: Draft, event: TimerFired, sequence: number): void {
  const operation = openOperation(draft.state, sequence);
  if (operation === undefined) return;
  const { dispatchWaitSeconds } = draft.state.request.limits;
  const why = event.why ?? draft.state.waiting?.message ?? 'no replica took it';
  const subject = subjectOf(draft.state, operation.place);
  finish(draft, {
    time: event.time,
    status: 'failed',
    reason: {
      code: REASONS.noRunnerAvailable,
      message: `${subject} was not taken within ${dispatchWaitSeconds} s: ${sentence(why)}`,
    },
  });
}
