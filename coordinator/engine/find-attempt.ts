import { cellAt } from './draft.ts';
import type { OpenOperation } from './open-operation.ts';
import { openOperation } from './open-operation.ts';
import { placeAt } from './order.ts';
import type { ExecutionState } from './state.ts';

/** Any attempt, open or over. One that is over is searched for, newest first: only late news needs it. */
export function findAttempt(state: ExecutionState, sequence: number): OpenOperation | undefined {
  const open = openOperation(state, sequence);
  if (open !== undefined) return open;
  for (let turn = state.begun - 1; turn >= 0; turn -= 1) {
    const place = placeAt(state.request.plan, turn);
    const attempt = cellAt(state, place).attempts.find((one) => one.sequence === sequence);
    if (attempt !== undefined) return { place, attempt };
  }
  return undefined;
}
