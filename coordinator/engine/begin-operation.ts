import { operationId } from '../../protocol/ids.ts';
import { cellAt, command, type Draft, putCell } from './draft.ts';
import { placeAt } from './order.ts';
import { placeOf } from './state.ts';

/** Begins the next cell in the plan's order: its operation is dispatched, and waits for a replica at most so long. */
export function beginNext(draft: Draft, time: number): void {
  const { request, begun, current } = draft.state;
  const place = placeAt(request.plan, begun);
  const step = request.plan.steps[placeOf(draft.state, place).step];
  if (step === undefined) throw new RangeError(`no step at place ${place}`);
  const operation = operationId(request.id, draft.state.sequence + 1);
  const sequence = command(draft, {
    type: 'dispatch',
    operationId: operation,
    target: request.target,
    pty: step.pty,
    secure: step.secure,
    ...(current === undefined ? {} : { preferred: current.grantee.replicaId }),
    queuedAt: time,
  });
  const cell = cellAt(draft.state, place);
  putCell(draft, place, { ...cell, attempts: [...cell.attempts, { sequence, queuedAt: time }] });
  const open = new Map(draft.state.open).set(sequence, place);
  draft.state = { ...draft.state, begun: begun + 1, open };
  command(draft, {
    type: 'set-timer',
    purpose: 'dispatch-wait',
    at: time + request.limits.dispatchWaitSeconds * 1000,
    operationId: operation,
  });
}
