import type { EngineCommand, SetTimer } from '../events/commands.ts';
import type { EngineLogEvent, LineSubject } from '../events/engine-line.ts';
import { mapDelete, mapGet, mapSet, mapValues, type NumberMap } from '../maps/number-map.ts';
import type { ExecutionState, LastingCommand, Place, Workflow } from './state.ts';
import type { Verdict } from './verdict.ts';

const LASTING: ReadonlySet<EngineCommand['type']> = new Set([
  'dispatch',
  'cancel',
  'resolve-reference',
  'set-timer',
]);

type Unnumbered<T> = T extends unknown ? Omit<T, 'sequence'> : never;
type Untimed<T> = T extends unknown ? Omit<T, 'time'> : never;

/**
 * A consequence of an event. Tasks are queued instead of called recursively, so that a long chain of steps cannot
 * overflow the stack.
 */
export type Task =
  | { readonly do: 'begin-run'; readonly place: Place }
  | { readonly do: 'end-run'; readonly place: Place; readonly verdict: Verdict }
  /** Starts further nodes of a section. */
  | { readonly do: 'fill-section'; readonly workflow: number; readonly section: number }
  | { readonly do: 'begin-workflow'; readonly workflow: number }
  /** Opens the sections that can start now, or ends the workflow. */
  | { readonly do: 'advance-workflow'; readonly workflow: number; readonly ended?: number };

/** A transition under construction: the state and commands so far. Lives within one call of the engine. */
export interface EngineDraft {
  state: ExecutionState;
  readonly commands: EngineCommand[];
  /** Time of the event, epoch ms. */
  readonly time: number;
  readonly agenda: Task[];
}

export function draftOf(state: ExecutionState, time: number): EngineDraft {
  return { state, commands: [], time, agenda: [] };
}

export function change(draft: EngineDraft, changes: Partial<ExecutionState>): void {
  draft.state = { ...draft.state, ...changes };
}

/** Adds a command under the next sequence number and returns the number. */
export function command(draft: EngineDraft, content: Unnumbered<EngineCommand>): number {
  const sequence = draft.state.sequence + 1;
  const numbered: EngineCommand = { ...content, sequence };
  draft.commands.push(numbered);
  change(draft, { sequence });
  if (isLasting(numbered)) change(draft, { pending: mapSet(draft.state.pending, sequence, numbered) });
  return sequence;
}

/** Writes a line to the log of the execution, with the event that its followers receive. */
export function writeLine(
  draft: EngineDraft,
  message: string,
  untimed: Untimed<EngineLogEvent>,
  subject: LineSubject = {},
): void {
  const { time, state } = draft;
  const event = { ...untimed, time };
  const line = { executionId: state.request.id, number: state.sequence + 1, message, event, ...subject };
  command(draft, { type: 'write-line', line });
}

export function writeNote(draft: EngineDraft, message: string, subject?: LineSubject): void {
  writeLine(draft, message, { type: 'note', message }, subject);
}

/** Removes a pending command that is done or no longer needed. Issues `clear-timer` if the command is a timer. */
export function settle(draft: EngineDraft, sequence: number | undefined): void {
  const pending = sequence === undefined ? undefined : mapGet(draft.state.pending, sequence);
  if (pending === undefined) return;
  change(draft, { pending: mapDelete(draft.state.pending, pending.sequence) });
  if (pending.type === 'set-timer') command(draft, { type: 'clear-timer', timer: pending.sequence });
}

/** Settles all pending commands. */
export function settleAll(draft: EngineDraft): void {
  for (const { sequence } of [...mapValues(draft.state.pending)]) settle(draft, sequence);
}

/** Removes a timer that has fired and returns it; undefined if no such timer is pending. */
export function takeTimer(draft: EngineDraft, sequence: number): SetTimer | undefined {
  const timer = mapGet(draft.state.pending, sequence);
  if (timer?.type !== 'set-timer') return undefined;
  change(draft, { pending: mapDelete(draft.state.pending, sequence) });
  return timer;
}

/** @throws RangeError if there is no such workflow. */
export function workflowOf({ workflows }: ExecutionState, id: number): Workflow {
  const workflow = mapGet(workflows, id);
  if (workflow === undefined) throw new RangeError(`no workflow ${id}`);
  return workflow;
}

export function changeWorkflow(draft: EngineDraft, id: number, changes: Partial<Workflow>): Workflow {
  const workflow = { ...workflowOf(draft.state, id), ...changes };
  const workflows: NumberMap<Workflow> = mapSet(draft.state.workflows, id, workflow);
  change(draft, { workflows });
  return workflow;
}

function isLasting(command: EngineCommand): command is LastingCommand {
  return LASTING.has(command.type);
}
