import assert from 'node:assert/strict';
import type { WorkflowPlan } from '../../../job-language/plan/workflow-plan.ts';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { OperationId } from '../../../protocol/ids.ts';
import { begin, follow } from '../engine.ts';
import type { EngineCommand } from '../events/commands.ts';
import type { ExecutionRequested, FollowingEvent, ReferenceResolution } from '../events/events.ts';
import { mapEntries, mapValues } from '../maps/number-map.ts';
import { referenceContext } from '../nested/reference-context.ts';
import { openOperations } from '../state/open-operation.ts';
import { attemptId, type ExecutionState, type LastingCommand } from '../state/state.ts';
import { valuesFor } from '../values/values-for.ts';
import { resolvedTo } from './plans.ts';
import { ended, granted, OTHER } from './sample.ts';

const WELL: OperationEnd = { kind: 'exited', exitCode: 0 };
const BADLY: readonly OperationEnd[] = [
  { kind: 'exited', exitCode: 2 },
  { kind: 'exited', exitCode: 1 },
  { kind: 'signalled', signal: 'SIGKILL' },
  { kind: 'failed-to-start', problem: 'no disk' },
  { kind: 'keeper-lost', problem: 'killed' },
  { kind: 'unknown', problem: 'silent' },
  { kind: 'not-started', code: 'no-space', problem: 'no space left on device' },
  { kind: 'not-started', code: 'no-processes', problem: 'no more processes' },
];

/** Guards against an execution that never ends. Executions of generated plans need far fewer events. */
const MOST_EVENTS = 20_000;

export interface History {
  readonly request: ExecutionRequested;
  readonly events: readonly FollowingEvent[];
  /** States after the request and after each event. */
  readonly states: readonly ExecutionState[];
  /** Commands of the request and of each event. */
  readonly commands: readonly (readonly EngineCommand[])[];
}

/**
 * Plays an execution to its end. `decisions` determine which operation is next, how it ends and whether a rare event
 * happens. Once they are used up, every operation ends with exit code 2.
 */
export function play(
  request: ExecutionRequested,
  jobs: readonly WorkflowPlan[],
  decisions: readonly number[],
): History {
  const first = begin(request);
  const events: FollowingEvent[] = [];
  const states = [first.state];
  const commands = [first.commands];
  const left = [...decisions];
  const decide = (choices: number): number => (left.shift() ?? 0) % choices;
  for (let state = first.state; state.ended === undefined; ) {
    assert.ok(events.length < MOST_EVENTS, 'it ends');
    const event = { ...nextEvent(state, jobs, decide), time: 2000 + events.length };
    const next = follow(state, event);
    events.push(event);
    states.push(next.state);
    commands.push(next.commands);
    state = next.state;
  }
  return { request, events, states, commands };
}

function nextEvent(
  state: ExecutionState,
  jobs: readonly WorkflowPlan[],
  decide: (choices: number) => number,
): FollowingEvent {
  const rare = decide(150);
  const at = { time: 0 };
  if (rare === 147) return { ...at, type: 'abort-requested', user: 'bob' };
  if (rare >= 130 && rare <= 148 && rare !== 147 && timersOf(state).length > 0)
    return timerFired(state, decide);
  if (rare === 149) return decide(8) === 7 ? { ...at, type: 'restored' } : strayEvent(decide(50) + 1);
  const queued = [...mapEntries(state.queued)].map(([sequence]) => sequence);
  const running = openOperations(state).filter(({ attempt }) => attempt.grantee !== undefined);
  const resolving = [...mapEntries(state.resolving)].map(([sequence]) => sequence);
  const choice = decide(queued.length + running.length + resolving.length);
  if (choice < queued.length) return granted(idOf(state, queued[choice] ?? 0));
  const operation = running[choice - queued.length];
  if (operation !== undefined) {
    valuesFor(state, operation);
    const end = BADLY[decide(30)] ?? WELL;
    const data = decide(2) === 1 ? { k: `v${choice}` } : undefined;
    return ended(attemptId(state, operation.attempt), end, operation.attempt.grantee, data);
  }
  const command = resolving[choice - queued.length - running.length];
  if (command === undefined) return timerFired(state, () => 0);
  return {
    ...at,
    type: 'reference-resolved',
    command,
    resolution: resolutionOf(state, command, jobs, decide),
  };
}

function resolutionOf(
  state: ExecutionState,
  command: number,
  jobs: readonly WorkflowPlan[],
  decide: (choices: number) => number,
): ReferenceResolution {
  const context = referenceContext(state, command);
  assert.ok(context, 'a reference that is being resolved has a context');
  const how = decide(12);
  if (how === 8) return { kind: 'failed', reason: { code: 'NotFound', message: 'there is no such job' } };
  if (how === 9) return { kind: 'skipped', reason: 'it is disabled' };
  const { name = '' } = context.reference;
  const plan = jobs[Number(name.replace('job-', ''))];
  assert.ok(plan, name);
  return how < 4 ? { ...resolvedTo(name, plan), timeoutSeconds: 5 } : resolvedTo(name, plan);
}

/** Returns a grant to another replica, or an end that another replica reports. The operation may be in any state. */
function strayEvent(number: number): FollowingEvent {
  return number % 2 === 0 ? granted(`17-${number}`, OTHER) : ended(`17-${number}`, undefined, OTHER);
}

function timerFired(state: ExecutionState, decide: (choices: number) => number): FollowingEvent {
  const timers = timersOf(state);
  const timer = timers[decide(Math.max(1, timers.length))];
  assert.ok(timer, 'an open execution without open operations has a timer');
  return { type: 'timer-fired', time: 0, timer: timer.sequence };
}

function timersOf(state: ExecutionState): LastingCommand[] {
  return [...mapValues(state.pending)].filter(({ type }) => type === 'set-timer');
}

function idOf(state: ExecutionState, sequence: number): OperationId {
  const open = openOperations(state).find(({ attempt }) => attempt.sequence === sequence);
  assert.ok(open);
  return attemptId(state, open.attempt);
}
