import * as l10n from '@vscode/l10n';
import type {
  NodeStepState,
  StepState,
  WorkflowState,
  WorkflowStep,
} from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import type { CellState, GridCell, GridRow, GridStep } from '../../../protocol/webview/execution-panel.ts';
import { durationText } from '../../../support/time/duration-text.ts';
import { numberText } from '../../model/display-language.ts';
import { stepPlace } from '../../model/display-text.ts';

/** Name of the row of steps that run once, without nodes. */
export const NO_NODE = l10n.t('(no node)');

interface Column {
  readonly place: string;
  readonly label: string;
  readonly state: CellState;
}

interface Cell {
  readonly stepctx: string;
  readonly state: NodeStepState;
}

interface Row {
  readonly node: string;
  readonly state: CellState;
  /** By place of the step. */
  readonly cells: ReadonlyMap<string, Cell>;
}

/** The states, those that need attention first. A row or a step has the first of these states that its cells have. */
const RANKS: readonly CellState[] = [
  'failed',
  'mixed',
  'handling',
  'aborted',
  'running',
  'waiting',
  'succeeded',
  'skipped',
];

const STATES: Readonly<Record<StepState, CellState>> = {
  WAITING: 'waiting',
  RUNNING: 'running',
  RUNNING_HANDLER: 'handling',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  ABORTED: 'aborted',
  NODE_PARTIAL_SUCCEEDED: 'mixed',
  NODE_MIXED: 'mixed',
  NOT_STARTED: 'skipped',
};

const WORDS: Readonly<Record<CellState, () => string>> = {
  failed: () => l10n.t('failed'),
  handling: () => l10n.t('running its error handler'),
  running: () => l10n.t('running'),
  waiting: () => l10n.t('waiting'),
  aborted: () => l10n.t('aborted'),
  mixed: () => l10n.t('succeeded on some nodes'),
  succeeded: () => l10n.t('succeeded'),
  skipped: () => l10n.t('not started'),
};

const names = new Intl.Collator(undefined, { numeric: true });

/** Whether the state is final. */
export function hasEnded(state: CellState): boolean {
  return state !== 'running' && state !== 'handling' && state !== 'waiting';
}

export function gridState(state: StepState): CellState {
  return STATES[state];
}

/** The steps of an execution on its nodes: a row for each node, failures first, and a column for each step. */
export class ExecutionGrid {
  /** Numbers of steps on nodes: those that have ended (`done`), those that failed, and all of them (`total`). */
  readonly progress: { readonly done: number; readonly total: number; readonly failed: number };
  readonly steps: readonly GridStep[];
  readonly #columns: readonly Column[];
  readonly #rows: readonly Row[];

  constructor({ steps, allNodes }: Pick<WorkflowState, 'steps' | 'allNodes'>) {
    const columns = new Map<string, Column>();
    const cells = new Map<string, Map<string, Cell>>(allNodes.map((node) => [node, new Map()]));
    collect(steps, columns, cells);
    this.#columns = [...columns.values()];
    this.#rows = [...cells]
      .filter(([, ofNode]) => ofNode.size > 0)
      .map(([node, ofNode]) => ({ node, state: worst([...ofNode.values()]), cells: ofNode }))
      .sort((a, b) => rank(a.state) - rank(b.state) || names.compare(a.node, b.node));
    this.progress = progressOf(this.#rows);
    this.steps = this.#columns.map((column) => gridStep(column, this.#rows));
  }

  get size(): number {
    return this.#rows.length;
  }

  /** Whether a step failed on a node, or on any node if `node` is undefined. */
  hasFailed(stepctx: string, node: string | undefined): boolean {
    return this.#rows.some(
      (row) =>
        (node === undefined || row.node === node) &&
        [...row.cells.values()].some(
          ({ stepctx: place, state }) => place === stepctx && state.executionState === 'FAILED',
        ),
    );
  }

  /** Returns `count` rows from index `first`. `now` is epoch ms, for the duration of running steps. */
  rows(first: number, count: number, now: number): readonly GridRow[] {
    return this.#rows.slice(first, first + count).map(({ node, state, cells }) => ({
      node,
      state,
      cells: this.#columns.map((column) => {
        const cell = cells.get(column.place);
        return cell === undefined ? null : shown(node, column, cell, now);
      }),
    }));
  }
}

function progressOf(rows: readonly Row[]): ExecutionGrid['progress'] {
  const states = rows.flatMap(({ cells }) =>
    [...cells.values()].map(({ state }) => STATES[state.executionState]),
  );
  const failed = states.filter((state) => state === 'failed').length;
  return { done: states.filter(hasEnded).length, total: states.length, failed };
}

function gridStep({ place, label, state }: Column, rows: readonly Row[]): GridStep {
  const states = rows.flatMap(({ cells }) => {
    const cell = cells.get(place);
    return cell === undefined ? [] : [STATES[cell.state.executionState]];
  });
  return { place, label, state, text: columnText(state, states) };
}

/** Adds the cells of the steps and of the steps of referenced jobs. */
function collect(
  steps: readonly WorkflowStep[],
  columns: Map<string, Column>,
  cells: Map<string, Map<string, Cell>>,
): void {
  for (const step of steps) {
    const { place } = stepPlace(step.stepctx);
    const state = STATES[step.executionState];
    const column = columns.get(place);
    if (column === undefined || rank(state) < rank(column.state))
      columns.set(place, { place, label: step.label ?? '', state });
    const states = Object.entries(step.nodeStates);
    for (const [node, ofNode] of states)
      add(cells, node, place, {
        stepctx: step.parameterStates?.[`node=${node}`]?.stepctx ?? step.stepctx,
        state: ofNode,
      });
    for (const node of step.stepTargetNodes ?? []) {
      if (step.nodeStates[node] === undefined && !hasEnded(state))
        add(cells, node, place, { stepctx: step.stepctx, state: { executionState: 'WAITING' } });
    }
    const hasNodes = states.length > 0 || (step.stepTargetNodes ?? []).length > 0;
    const hasParts = step.workflow !== undefined || step.parameterStates !== undefined;
    if (!hasNodes && !hasParts && !step.nodeStep)
      add(cells, NO_NODE, place, { stepctx: step.stepctx, state: step });
    if (step.workflow !== undefined) collect(step.workflow.steps, columns, cells);
    for (const { workflow } of Object.values(step.parameterStates ?? {}))
      if (workflow !== undefined) collect(workflow.steps, columns, cells);
  }
}

function add(cells: Map<string, Map<string, Cell>>, node: string, place: string, cell: Cell): void {
  const ofNode = cells.get(node) ?? new Map<string, Cell>();
  ofNode.set(place, cell);
  cells.set(node, ofNode);
}

function worst(cells: readonly Cell[]): CellState {
  const ranks = cells.map(({ state }) => rank(STATES[state.executionState]));
  return RANKS[Math.min(...ranks)] ?? 'skipped';
}

function rank(state: CellState): number {
  return RANKS.indexOf(state);
}

function shown(node: string, column: Column, { stepctx, state }: Cell, now: number): GridCell {
  const cell = STATES[state.executionState];
  const took = tookMs(state, now);
  const text = took === undefined ? '' : durationText(took);
  const why = state.reason === undefined ? '' : `: ${state.reason.message}`;
  const until = text === '' ? '' : `, ${text}`;
  const step = column.label === '' ? column.place : `${column.place} ${column.label}`;
  return {
    state: cell,
    text,
    stepctx,
    label: `${l10n.t('{0}, step {1}: {2}', node, step, WORDS[cell]())}${until}${why}`,
  };
}

/** Returns the duration of a step in ms, until `now` while it is running. */
function tookMs({ executionState, startTime, duration }: NodeStepState, now: number): number | undefined {
  if (executionState !== 'RUNNING' && executionState !== 'RUNNING_HANDLER') return duration;
  return startTime === undefined ? undefined : Math.max(0, now - Date.parse(startTime));
}

/** Describes the state of a step: how many of its nodes failed, or how many have ended. */
function columnText(state: CellState, states: readonly CellState[]): string {
  if (states.length < 2) return WORDS[state]();
  const failed = states.filter((it) => it === 'failed').length;
  const done = states.filter(hasEnded).length;
  const of = numberText(states.length);
  if (failed > 0) return l10n.t('{0} of {1} failed', numberText(failed), of);
  return done === states.length ? WORDS[state]() : l10n.t('{0} of {1} ended', numberText(done), of);
}
