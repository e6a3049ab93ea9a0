/**
 * The workflow engine: a pure function `(state, event) -> (state, commands)`. Events contain all external data.
 *
 * Every event is accepted in every state. An event that is late, repeated or from the wrong replica changes nothing,
 * with one exception: if the coordinator ended an operation, the first end that the replica reports later is recorded.
 * If nothing changes, the engine returns the same state object.
 */

import { runAgenda } from './agenda/run-agenda.ts';
import { noteSchedule, noteSkippedWords, planStart, start } from './agenda/start.ts';
import { beginImported } from './ends/begin-imported.ts';
import { finishRestored } from './ends/finish.ts';
import { outputLimitReached } from './ends/output-limit.ts';
import { retryGivenUp } from './ends/retry-given-up.ts';
import { stop } from './ends/stop.ts';
import type { EngineCommand } from './events/commands.ts';
import type { EngineEvent, ExecutionRequested, FollowingEvent } from './events/events.ts';
import { emptyNames } from './maps/name-map.ts';
import { emptyMap, mapSet, mapValues } from './maps/number-map.ts';
import { newWorkflow } from './nested/add-workflow.ts';
import { referenceResolved } from './nested/reference-resolved.ts';
import { operationEnded } from './operations/operation-ended.ts';
import { operationGranted, operationWaiting } from './operations/operation-granted.ts';
import { draftOf, type EngineDraft } from './state/draft.ts';
import type { ExecutionState, LastingCommand } from './state/state.ts';
import { timerFired } from './timers/timer-fired.ts';

export interface Transition {
  readonly state: ExecutionState;
  readonly commands: readonly EngineCommand[];
}

/** Applies the request, the first event of an execution. */
export function begin(request: ExecutionRequested): Transition {
  const { imported } = request;
  const draft = draftOf(initialState(request), imported?.endedAt ?? request.time);
  if (imported !== undefined) {
    beginImported(draft, imported);
    return transition(draft);
  }
  noteSchedule(draft);
  noteSkippedWords(draft);
  const { startAt } = request;
  if (startAt === undefined) start(draft);
  else planStart(draft, startAt);
  return transition(draft);
}

/** Applies an event that follows the request. */
export function follow(state: ExecutionState, event: FollowingEvent): Transition {
  const draft = draftOf(state, event.time);
  if (event.type === 'operation-ended') operationEnded(draft, event);
  else if (event.type === 'retry-given-up') retryGivenUp(draft, event);
  else if (state.ended === undefined) followOpen(draft, event);
  runAgenda(draft);
  return transition(draft);
}

/**
 * Returns the state after all events of an execution, and all commands that the events produced; undefined if there is
 * no request.
 *
 * @param before the result of earlier events, if any
 */
export function replay(events: Iterable<EngineEvent>, before?: Transition): Transition | undefined {
  let state = before?.state;
  const commands: EngineCommand[] = [];
  for (const event of events) {
    const next = apply(state, event);
    if (next === undefined) continue;
    state = next.state;
    for (const command of next.commands) commands.push(command);
  }
  return state === undefined ? undefined : { state, commands };
}

/**
 * Returns the commands to issue again after a replay, under their original sequence numbers, because their effects may
 * not have happened.
 */
export function unfinished(state: ExecutionState): readonly LastingCommand[] {
  return [...mapValues(state.pending)];
}

function apply(state: ExecutionState | undefined, event: EngineEvent): Transition | undefined {
  if (event.type === 'execution-requested') return state === undefined ? begin(event) : undefined;
  return state === undefined ? undefined : follow(state, event);
}

function transition({ state, commands }: EngineDraft): Transition {
  return { state, commands };
}

function followOpen(
  draft: EngineDraft,
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
