import assert from 'node:assert/strict';
import { mapEntries } from '../maps/number-map.ts';
import { cellIndex, columnAt, columnIndexOf, ownColumn, stepIndexOf } from '../state/places.ts';
import type { Cell, Workflow } from '../state/state.ts';

/**
 * A cell with its step and column. The times in the cell are those of the events; each event is later than the previous
 * one.
 */
interface PlacedCell {
  readonly index: number;
  readonly cell: Cell;
  readonly step: number;
  readonly column: number;
}

export function cellsIn({ plan, cells }: Workflow): PlacedCell[] {
  return [...mapEntries(cells)].map(([index, cell]) => ({
    index,
    cell,
    step: stepIndexOf(plan, index),
    column: columnIndexOf(plan, index),
  }));
}

/** Asserts that steps ran in the order that the strategy requires. */
export function assertStepsInOrder(one: Workflow): void {
  if (one.plan.strategy === 'sequential') assertInTurn(one, () => true);
  if (one.plan.strategy === 'node-first') assertInTurn(one, isInEarlierSection(one));
  assertEachNodeInOrder(one);
}

/**
 * Asserts that no cell of a later step started before all cells of an earlier step had ended. Checks only the pairs of
 * steps that `applies` selects.
 */
function assertInTurn(one: Workflow, applies: (earlier: number, later: number) => boolean): void {
  const cells = cellsIn(one);
  for (const earlier of cells) {
    for (const later of cells) {
      if (earlier.step < later.step && applies(earlier.step, later.step)) {
        assert.ok(endOf(earlier.cell) <= later.cell.step.begunAt, `steps ${earlier.step}, ${later.step}`);
      }
    }
  }
}

/**
 * Asserts that the steps ran one after the other on each node. Checks nothing for the strategies `parallel` and
 * `ruleset`.
 */
function assertEachNodeInOrder(one: Workflow): void {
  if (one.plan.strategy === 'parallel' || one.plan.strategy === 'ruleset') return;
  const cells = cellsIn(one);
  for (const earlier of cells) {
    for (const later of cells) {
      if (earlier.step < later.step && earlier.column === later.column) {
        assert.ok(endOf(earlier.cell) <= later.cell.step.begunAt);
      }
    }
  }
}

/** Asserts that nodes started in order, tier by tier. */
export function assertNodesInOrder(one: Workflow): void {
  const { dispatch, steps } = one.plan;
  const tierOf = (column: number) => {
    let end = 0;
    const tier = (dispatch.tiers ?? []).findIndex((size) => {
      end += size;
      return column < end;
    });
    return tier === -1 ? (dispatch.tiers?.length ?? 0) : tier;
  };
  for (const step of steps.keys()) {
    const cells = cellsIn(one).filter((cell) => cell.step === step && cell.column < ownColumn(one.plan));
    const isFirst = one.plan.strategy !== 'node-first' || steps[step - 1]?.perNode !== true;
    if (!isFirst) continue;
    for (const [index, cell] of cells.entries()) {
      const before = cells[index - 1];
      if (before !== undefined) assert.ok(before.cell.step.begunAt <= cell.cell.step.begunAt);
      for (const earlier of cells) {
        if (tierOf(earlier.column) < tierOf(cell.column)) {
          assert.ok(endOf(earlier.cell) <= cell.cell.step.begunAt, 'a tier waits for the previous one');
        }
      }
    }
  }
}

/**
 * Asserts that, depending on the plan, no further node starts after a failure, or the failed node skips later sections.
 */
export function assertNodesAfterFailure(one: Workflow): void {
  const { dispatch, strategy } = one.plan;
  const isApart = isInEarlierSection(one);
  const cells = cellsIn(one).filter(({ column }) => column < ownColumn(one.plan));
  for (const { step, column, cell } of cells) {
    if (cell.outcome !== 'failed' && cell.outcome !== 'unknown') continue;
    const others = cells.filter((other) => other.step === step && other.column !== column);
    if (!dispatch.keepGoing && strategy !== 'node-first') {
      assert.ok(others.every((other) => other.cell.step.begunAt <= endOf(cell)));
    }
    const later = cells.filter((other) => other.column === column && isApart(step, other.step));
    const isLeft = strategy === 'node-first' && dispatch.keepGoing && hasNodeWithoutFailure(one);
    const isDropped = isLeft || cell.outcome === 'unknown';
    if (isDropped && strategy !== 'parallel' && strategy !== 'ruleset') assert.deepEqual(later, []);
  }
}

/**
 * Asserts that a failed node runs no further step of its section, and that no later section runs, unless a keepgoing
 * setting allows it.
 */
export function assertStopsAtFailure(one: Workflow): void {
  const { strategy, keepGoing, dispatch } = one.plan;
  const cells = cellsIn(one);
  for (const { step, column, cell } of cells) {
    if (cell.outcome === undefined || cell.outcome === 'succeeded') continue;
    const next = one.plan.steps[step + 1]?.perNode === true ? cellIndex(one.plan, step + 1, column) : -1;
    const isUnknown = cell.outcome === 'unknown';
    if (strategy === 'sequential' || strategy === 'node-first') {
      if (!keepGoing || isUnknown) assert.ok(!cells.some(({ index }) => index === next));
      const mayGoOn = strategy === 'node-first' && dispatch.keepGoing && one.plan.steps[step]?.perNode;
      if (keepGoing || mayGoOn) continue;
      const isLater = strategy === 'sequential' ? () => true : isInEarlierSection(one);
      assert.ok(!cells.some((later) => later.step > step && isLater(step, later.step)));
    }
  }
}

function hasNodeWithoutFailure(one: Workflow): boolean {
  return one.plan.dispatch.nodes.some((_, at) => columnAt(one, at).failed === 0);
}

function isInEarlierSection({ plan: { steps } }: Workflow): (earlier: number, later: number) => boolean {
  return (earlier, later) => steps.slice(earlier, later + 1).some(({ perNode }) => !perNode);
}

/** Returns the end time of a cell; infinity if the execution ended before the cell did. */
function endOf({ step, handler, outcome }: Cell): number {
  if (outcome === undefined) return Number.POSITIVE_INFINITY;
  return handler?.endedAt ?? step.endedAt ?? Number.POSITIVE_INFINITY;
}
