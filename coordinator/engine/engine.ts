/**
 * The workflow engine: `(state, event) -> (state, commands)`. Pure: what comes from outside is in the events.
 *
 * Every event is accepted in every state. One that comes too late, twice or from the wrong replica changes nothing.
 */
import { beginNext } from './begin-operation.ts';
import type { Command } from './commands.ts';
import { command, type Draft } from './draft.ts';
import type { EngineEvent, ExecutionRequested, FollowingEvent } from './events.ts';
import { finishPlan, finishRestored } from './finish.ts';
import { operationEnded } from './operation-ended.ts';
import { operationGranted, operationWaiting } from './operation-granted.ts';
import { placeCount } from './order.ts';
import { emptyVector } from './sparse-vector.ts';
import type { ExecutionState } from './state.ts';
import { stop } from './stop.ts';
import { timerFired } from './timer-fired.ts';

export interface Transition {
  readonly state: ExecutionState;
  readonly commands: readonly Command[];
}

/** First event of an execution. */
export function begin(request: ExecutionRequested): Transition {
  const draft: Draft = { state: initialState(request), commands: [] };
  const { timeoutSeconds } = request.limits;
  if (placeCount(request.plan) === 0) {
    finishPlan(draft, request.time);
    return draft;
  }
  beginNext(draft, request.time);
  if (timeoutSeconds !== undefined) {
    command(draft, { type: 'set-timer', purpose: 'timeout', at: request.time + timeoutSeconds * 1000 });
  }
  return draft;
}

/** Every further event. */
export function follow(state: ExecutionState, event: FollowingEvent): Transition {
  const draft: Draft = { state, commands: [] };
  if (event.type === 'operation-ended') operationEnded(draft, event);
  else if (state.ended === undefined) followOpen(draft, event);
  return draft;
}

/** The state after all events of an execution, and all commands they gave. */
export function replay(events: Iterable<EngineEvent>): Transition | undefined {
  let state: ExecutionState | undefined;
  const commands: Command[] = [];
  for (const event of events) {
    const next = apply(state, event);
    if (next === undefined) continue;
    state = next.state;
    commands.push(...next.commands);
  }
  return state === undefined ? undefined : { state, commands };
}

function apply(state: ExecutionState | undefined, event: EngineEvent): Transition | undefined {
  if (event.type === 'execution-requested') return state === undefined ? begin(event) : undefined;
  return state === undefined ? undefined : follow(state, event);
}

function followOpen(draft: Draft, event: Exclude<FollowingEvent, { type: 'operation-ended' }>): void {
  if (event.type === 'operation-waiting') operationWaiting(draft, event);
  else if (event.type === 'operation-granted') operationGranted(draft, event);
  else if (event.type === 'timer-fired') timerFired(draft, event);
  else if (event.type === 'abort-requested') stop(draft, event.time, { cause: 'abort', user: event.user });
  else finishRestored(draft, event.time);
}

function initialState(request: ExecutionRequested): ExecutionState {
  return {
    request,
    sequence: 0,
    begun: 0,
    cells: emptyVector(placeCount(request.plan)),
    columns: emptyVector(request.plan.nodes.length),
    open: new Map(),
    pending: new Map(),
    failed: 0,
  };
}
