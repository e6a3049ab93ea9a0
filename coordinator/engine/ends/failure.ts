import type { Reason } from '../../../protocol/entities/execution.ts';
import { mapEntries } from '../maps/number-map.ts';
import { columnIndexOf, ownColumn, stepIndexOf } from '../state/places.ts';
import type { Workflow } from '../state/state.ts';
import { sentence } from '../state/verdict.ts';

/**
 * Returns why a workflow failed: its first failure, and how many further steps and nodes failed. Undefined if the
 * workflow did not fail.
 */
export function workflowFailure(workflow: Workflow): Reason | undefined {
  const { failure, failed, expired } = workflow;
  if (failure === undefined || failed <= 1 || expired === true) return failure;
  return { ...failure, message: `${sentence(failure.message)} ${remark(workflow)}`.trim() };
}

function remark({ cells, plan }: Workflow): string {
  const steps = new Set<number>();
  const nodes = new Set<number>();
  let count = 0;
  for (const [index, cell] of mapEntries(cells)) {
    if (cell.outcome === undefined || cell.outcome === 'succeeded') continue;
    count += 1;
    steps.add(stepIndexOf(plan, index));
    const column = columnIndexOf(plan, index);
    if (column < ownColumn(plan)) nodes.add(column);
  }
  if (count <= 1) return '';
  if (steps.size === 1) return `It failed on ${counted(count - 1, 'more node')}.`;
  const where = nodes.size > 1 ? `, on ${nodes.size} nodes in all` : '';
  return `${counted(count - 1, 'more step')} failed${where}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
