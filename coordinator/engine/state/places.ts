import type { PlanNode, PlanStep, WorkflowPlan } from '../../../job-language/plan/workflow-plan.ts';
import { mapGet } from '../maps/number-map.ts';
import { workflowOf } from './draft.ts';
import type { Cell, Column, ExecutionState, Place, Run, Workflow } from './state.ts';

/** The host of the Local Runner as a node. */
const LOCAL_NODE = 'localhost';

/** The column where steps run once for the whole workflow: behind those of the nodes. */
export function ownColumn({ dispatch }: WorkflowPlan): number {
  return dispatch.nodes.length;
}

export function cellIndex(plan: WorkflowPlan, step: number, column: number): number {
  return step * (ownColumn(plan) + 1) + column;
}

export function stepIndexOf(plan: WorkflowPlan, cell: number): number {
  return Math.floor(cell / (ownColumn(plan) + 1));
}

export function columnIndexOf(plan: WorkflowPlan, cell: number): number {
  return cell % (ownColumn(plan) + 1);
}

export function columnAt({ columns }: Workflow, column: number): Column {
  return mapGet(columns, column) ?? { failed: 0, succeeded: 0 };
}

export function cellAt({ cells }: Workflow, cell: number): Cell | undefined {
  return mapGet(cells, cell);
}

export function runOf(cell: Cell | undefined, inHandler: boolean): Run | undefined {
  return inHandler ? cell?.handler : cell?.step;
}

/** What stands to be done at a place: the step, or its error handler. */
export function plannedAt(state: ExecutionState, { workflow, cell, inHandler }: Place): PlanStep {
  const { plan } = workflowOf(state, workflow);
  const step = plan.steps[stepIndexOf(plan, cell)];
  const planned = inHandler ? step?.errorHandler?.step : step;
  if (planned === undefined) throw new RangeError(`no step at cell ${cell} of workflow ${workflow}`);
  return planned;
}

/** The node of a place; where steps run once, the host of whichever runner takes them. */
export function planNodeAt({ plan }: Workflow, column: number): PlanNode {
  return plan.dispatch.nodes[column] ?? { kind: 'runner-host' };
}

/** Name of a column's node. That of a runner is empty until it took a step there; the Local Runner's is known. */
export function columnName(workflow: Workflow, column: number): string {
  const { plan } = workflow;
  const isLocal = column === ownColumn(plan) && plan.target.kind === 'local';
  const name = planNodeAt(workflow, column).name ?? (isLocal ? LOCAL_NODE : columnAt(workflow, column).name);
  return name ?? '';
}

/** As Rundeck: `1` is the first step, `1e` its error handler, `2/1` the first step of what the second one refers to. */
export function stepContext({ plan, prefix }: Workflow, cell: number, inHandler: boolean): string {
  return `${prefix}${stepIndexOf(plan, cell) + 1}${inHandler ? 'e' : ''}`;
}

/** What stands before the steps of a workflow at this place. A per-node one names its node. */
export function prefixBelow(state: ExecutionState, place: Place): string {
  const workflow = workflowOf(state, place.workflow);
  const context = stepContext(workflow, place.cell, place.inHandler);
  const node = planNodeAt(workflow, columnIndexOf(workflow.plan, place.cell));
  return node.kind === 'inventory' ? `${context}@node=${node.name}/` : `${context}/`;
}
