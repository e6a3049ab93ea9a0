/**
 * The workflow engine: `(state, event) -> (state, commands)`. Pure: what comes from outside is in the events.
 *
 * Every event is accepted in every state. One that comes too late, twice or from the wrong replica changes nothing, and
 * the state that is given back is the one that was given.
 */
import { newWorkflow } from './add-workflow.ts';
import type { Command } from './commands.ts';
import { type Draft, draftOf } from './draft.ts';
import type { EngineEvent, ExecutionRequested, FollowingEvent } from './events.ts';
import { finishRestored } from './finish.ts';
import { emptyNames } from './name-map.ts';
import { emptyMap, mapSet } from './number-map.ts';
import { operationEnded } from './operation-ended.ts';
import { operationGranted, operationWaiting } from './operation-granted.ts';
import { outputLimitReached } from './output-limit.ts';
import { referenceResolved } from './reference-resolved.ts';
import { retryGivenUp } from './retry-given-up.ts';
import { planStart, start } from './start.ts';
import type { ExecutionState } from './state.ts';
import { stop } from './stop.ts';
import { tellSchedule } from './tell-schedule.ts';
import { timerFired } from './timer-fired.ts';
import { type AnyRequest, upgradedRequest } from './upgraded-request.ts';
import { workOff } from './work-off.ts';

export interface Transition {
  readonly state: ExecutionState;
  readonly commands: readonly Command[];
}

/** First event of an execution, of this version or one before. */
export function begin(requested: AnyRequest): Transition {
  const request = upgradedRequest(requested);
  const draft = draftOf(initialState(request), request.time);
  tellSchedule(draft);
  const { startAt } = request;
  if (startAt === undefined) start(draft);
  else planStart(draft, startAt);
  return transition(draft);
}

/** Every further event. */
export function follow(state: ExecutionState, event: FollowingEvent): Transition {
  const draft = draftOf(state, event.time);
  if (event.type === 'operation-ended') operationEnded(draft, event);
  else if (event.type === 'retry-given-up') retryGivenUp(draft, event);
  else if (state.ended === undefined) followOpen(draft, event);
  workOff(draft);
  return transition(draft);
}

/**
 * The state after all events of an execution, and all commands they gave.
 *
 * @param before after the events that come first, where there are any: what came of them goes on
 */
export function replay(events: Iterable<EngineEvent>, before?: Transition): Transition | undefined {
  let state = before?.state;
  const commands: Command[] = [];
  for (const event of events) {
    const next = apply(state, event);
    if (next === undefined) continue;
    state = next.state;
    for (const command of next.commands) commands.push(command);
  }
  return state === undefined ? undefined : { state, commands };
}

function apply(state: ExecutionState | undefined, event: EngineEvent): Transition | undefined {
  if (event.type === 'execution-requested') return state === undefined ? begin(event) : undefined;
  return state === undefined ? undefined : follow(state, event);
}

function transition({ state, commands }: Draft): Transition {
  return { state, commands };
}

function followOpen(
  draft: Draft,
  event: Exclude<FollowingEvent, { type: 'operation-ended' | 'retry-given-up' }>,
): void {
  switch (event.type) {
    case 'operation-waiting':
      operationWaiting(draft, event);
      break;
    case 'operation-granted':
      operationGranted(draft, event);
      break;
    case 'reference-resolved':
      referenceResolved(draft, event);
      break;
    case 'output-limit-reached':
      outputLimitReached(draft, event);
      break;
    case 'timer-fired':
      timerFired(draft, event);
      break;
    case 'abort-requested':
      stop(draft, { cause: 'abort', user: event.user });
      break;
    case 'restored':
      finishRestored(draft, event);
      break;
  }
}

function initialState(request: ExecutionRequested): ExecutionState {
  const { plan, project, job, secureOptions, time } = request;
  const root = newWorkflow(0, '', time, {
    kind: 'job',
    plan,
    ...(job === undefined ? {} : { job: { ...job, project } }),
    secretScope: 0,
    secureOptions,
    depth: 0,
  });
  return {
    request,
    sequence: 0,
    workflows: mapSet(emptyMap(), 0, root),
    operations: emptyMap(),
    queued: emptyMap(),
    running: emptyMap(),
    resolving: emptyMap(),
    pending: emptyMap(),
    capturedBytes: 0,
    blockedNodes: new Set(),
    replicas: [],
    replicaOfNode: emptyNames(),
    begunAt: time,
  };
}
