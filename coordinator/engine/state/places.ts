import type { PlanNode, PlanStep, WorkflowPlan } from '../../../job-language/plan/workflow-plan.ts';
import { mapGet } from '../maps/number-map.ts';
import { workflowOf } from './draft.ts';
import type { Cell, Column, ExecutionState, Place, Run, Workflow } from './state.ts';

/** Node name of the Local Runner's host. */
const LOCAL_NODE = 'localhost';

/** Returns the column of the steps that run once for the workflow. This column follows those of the nodes. */
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

/** Returns the planned step at a place, or its error handler. */
export function plannedAt(state: ExecutionState, { workflow, cell, inHandler }: Place): PlanStep {
  const { plan } = workflowOf(state, workflow);
  const step = plan.steps[stepIndexOf(plan, cell)];
  const planned = inHandler ? step?.errorHandler?.step : step;
  if (planned === undefined) throw new RangeError(`no step at cell ${cell} of workflow ${workflow}`);
  return planned;
}

/** Returns the node of a column. The node of steps that run once is the host of the runner that takes them. */
export function planNodeAt({ plan }: Workflow, column: number): PlanNode {
  return plan.dispatch.nodes[column] ?? { kind: 'runner-host' };
}

/**
 * Returns the node name of a column. Except for the Local Runner, the name of a runner's host is empty until a runner
 * takes a step.
 */
export function columnName(workflow: Workflow, column: number): string {
  const { plan } = workflow;
  const isLocal = column === ownColumn(plan) && plan.target.kind === 'local';
  const name = planNodeAt(workflow, column).name ?? (isLocal ? LOCAL_NODE : columnAt(workflow, column).name);
  return name ?? '';
}

/**
 * Returns a step context as in Rundeck: `1` is the first step, `1e` its error handler, `2/1` the first step of the job
 * that step 2 references.
 */
export function stepContext({ plan, prefix }: Workflow, cell: number, inHandler: boolean): string {
  return `${prefix}${stepIndexOf(plan, cell) + 1}${inHandler ? 'e' : ''}`;
}

/**
 * Returns the context prefix of the steps of a workflow nested at this place. Includes the node if the step is per
 * node.
 */
export function prefixBelow(state: ExecutionState, place: Place): string {
  const workflow = workflowOf(state, place.workflow);
  const context = stepContext(workflow, place.cell, place.inHandler);
  const node = planNodeAt(workflow, columnIndexOf(workflow.plan, place.cell));
  return node.kind === 'inventory' ? `${context}@node=${node.name}/` : `${context}/`;
}
