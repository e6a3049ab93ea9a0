import type { EngineLine } from '../../protocol/entities/engine-line.ts';
import type { Command, SetTimer } from './commands.ts';
import { vectorGet, vectorSet } from './sparse-vector.ts';
import type { Attempt, Cell, Column, ExecutionState, LastingCommand } from './state.ts';

type Unnumbered<T> = T extends unknown ? Omit<T, 'sequence'> : never;
type LineContent = EngineLine extends infer L
  ? L extends unknown
    ? Omit<L, 'executionId' | 'number'>
    : never
  : never;

/** A transition in the making: the state so far and the commands so far. Lives inside one call of the engine. */
export interface Draft {
  state: ExecutionState;
  readonly commands: Command[];
}

/** Gives a command its number and adds it; returns the number. */
export function command(draft: Draft, content: Unnumbered<Command>): number {
  const sequence = draft.state.sequence + 1;
  const numbered: Command = { ...content, sequence };
  draft.state = { ...draft.state, sequence };
  draft.commands.push(numbered);
  if (isLasting(numbered)) {
    draft.state = { ...draft.state, pending: new Map(draft.state.pending).set(sequence, numbered) };
  }
  return sequence;
}

export function writeLine(draft: Draft, content: LineContent): void {
  const line = { ...content, executionId: draft.state.request.id, number: draft.state.sequence + 1 };
  command(draft, { type: 'write-line', line });
}

/** Takes commands as done, or no longer wanted; timers that were not fired are cleared. */
export function settle(draft: Draft, which: (pending: LastingCommand) => boolean): void {
  const settled = [...draft.state.pending.values()].filter(which);
  if (settled.length === 0) return;
  const pending = new Map(draft.state.pending);
  for (const { sequence } of settled) pending.delete(sequence);
  draft.state = { ...draft.state, pending };
  for (const { type, sequence } of settled) {
    if (type === 'set-timer') command(draft, { type: 'clear-timer', timer: sequence });
  }
}

/** Takes the timer as fired. Undefined: it is not set. */
export function takeTimer(draft: Draft, sequence: number): SetTimer | undefined {
  const timer = draft.state.pending.get(sequence);
  if (timer?.type !== 'set-timer') return undefined;
  const pending = new Map(draft.state.pending);
  pending.delete(sequence);
  draft.state = { ...draft.state, pending };
  return timer;
}

export function cellAt(state: ExecutionState, place: number): Cell {
  return vectorGet(state.cells, place) ?? { attempts: [] };
}

export function columnAt(state: ExecutionState, node: number): Column {
  return vectorGet(state.columns, node) ?? { failed: 0, succeeded: 0 };
}

export function putCell(draft: Draft, place: number, cell: Cell): void {
  draft.state = { ...draft.state, cells: vectorSet(draft.state.cells, place, cell) };
}

export function putColumn(draft: Draft, node: number, column: Column): void {
  draft.state = { ...draft.state, columns: vectorSet(draft.state.columns, node, column) };
}

/** Replaces an attempt of a cell. */
export function putAttempt(draft: Draft, place: number, attempt: Attempt): void {
  const cell = cellAt(draft.state, place);
  const attempts = cell.attempts.map((other) => (other.sequence === attempt.sequence ? attempt : other));
  putCell(draft, place, { ...cell, attempts });
}

function isLasting(command: Command): command is LastingCommand {
  return command.type === 'dispatch' || command.type === 'cancel' || command.type === 'set-timer';
}
