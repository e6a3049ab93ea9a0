import type { StepData } from '../../../job-language/expansion/data-references.ts';
import { nodeValuesOf } from '../../../job-language/plan/node-values.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import { mapGet } from '../maps/number-map.ts';
import { workflowOf } from '../state/draft.ts';
import {
  cellAt,
  cellIndex,
  columnAt,
  columnIndexOf,
  columnName,
  ownColumn,
  planNodeAt,
  plannedAt,
} from '../state/places.ts';
import type { ExecutionState, Workflow } from '../state/state.ts';

/** A column of a workflow. */
export interface ColumnPlace {
  readonly workflow: Workflow;
  readonly column: number;
}

/** Columns of a dispatch by node name, without a runner's host that has no name yet. */
const COLUMNS = new WeakMap<object, ReadonlyMap<string, number>>();

/**
 * Returns the column of the job's workflow that corresponds to a column of a conditional. The steps of a conditional
 * share their values with the job's other steps.
 */
export function columnOfJob(state: ExecutionState, place: ColumnPlace): ColumnPlace {
  let { workflow, column } = place;
  while (workflow.kind === 'conditional' && workflow.parent !== undefined) {
    const { parent } = workflow;
    workflow = workflowOf(state, parent.workflow);
    if (plannedAt(state, parent).perNode) column = columnIndexOf(workflow.plan, parent.cell);
  }
  return { workflow, column };
}

/**
 * Returns the data of the steps of a workflow. For a conditional, this includes the data of the job that contains it.
 */
export function stepDataOf(state: ExecutionState, workflow: Workflow): StepData {
  const job = columnOfJob(state, { workflow, column: ownColumn(workflow.plan) }).workflow;
  const layers = job === workflow ? [workflow] : [workflow, job];
  return {
    valueAt: (group, key, at) => {
      for (const layer of layers) {
        const value = valueIn(layer, group, key, at);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    nodesWith: (group, key, step) => {
      const names = layers.flatMap((layer) =>
        layer.plan.dispatch.nodes.flatMap((_, column) => {
          const node = columnName(layer, column);
          const at = step === undefined ? { node } : { step, node };
          return valueIn(layer, group, key, at) === undefined ? [] : [node];
        }),
      );
      return [...new Set(names)];
    },
  };
}

/** Returns the captured values of a column. On a node, the node's values replace those of steps that run once. */
export function capturedAt({ workflow, column }: ColumnPlace): Readonly<Record<string, string>> {
  const own = ownColumn(workflow.plan);
  const ofWorkflow = mapGet(workflow.merged, own) ?? {};
  if (column !== own) return { ...ofWorkflow, ...mapGet(workflow.merged, column) };
  // With a single node, the value is unambiguous.
  const ofOnlyNode = own === 1 ? mapGet(workflow.merged, 0) : undefined;
  return { ...ofOnlyNode, ...ofWorkflow };
}

function valueIn(
  workflow: Workflow,
  group: string,
  key: string,
  { step, node }: { readonly step?: number; readonly node?: string },
): string | undefined {
  const own = ownColumn(workflow.plan);
  if (node === undefined) {
    // With a single node, the value is unambiguous.
    const ofWorkflow = valueInColumn(workflow, own, group, key, step);
    return ofWorkflow ?? (own === 1 ? valueInColumn(workflow, 0, group, key, step) : undefined);
  }
  const column = columnNamed(workflow, node);
  if (column === undefined) return undefined;
  if (group === 'node') return ownValue(nodeValuesOf(planNodeAt(workflow, column), node), key);
  return valueInColumn(workflow, column, group, key, step);
}

function valueInColumn(
  workflow: Workflow,
  column: number,
  group: string,
  key: string,
  step: number | undefined,
): string | undefined {
  if (group === 'exec') return key === 'exitCode' ? exitCodeIn(workflow, column, step) : undefined;
  if (group !== 'data') return undefined;
  if (step === undefined) return ownValue(mapGet(workflow.merged, column), key);
  return ownValue(mapGet(workflow.captured, cellIndex(workflow.plan, step - 1, column)), key);
}

function exitCodeIn(workflow: Workflow, column: number, step: number | undefined): string | undefined {
  const end =
    step === undefined
      ? undefined
      : cellAt(workflow, cellIndex(workflow.plan, step - 1, column))?.step.attempt?.end;
  const code = step === undefined ? columnAt(workflow, column).exitCode : exitCodeOf(end);
  return code === undefined ? undefined : String(code);
}

function exitCodeOf(end: { readonly kind: string; readonly exitCode?: number | undefined } | undefined) {
  return end?.kind === 'exited' ? end.exitCode : undefined;
}

function columnNamed(workflow: Workflow, name: string): number | undefined {
  const { nodes } = workflow.plan.dispatch;
  const known =
    COLUMNS.get(nodes) ?? new Map(nodes.flatMap((node, column) => (node.name ? [[node.name, column]] : [])));
  COLUMNS.set(nodes, known);
  const column = known.get(name);
  if (column !== undefined) return column;
  return nodes.length === 1 && columnName(workflow, 0) === name ? 0 : undefined;
}
