import {
  type DataReference,
  dataReferencesOf,
  resolveDataReference,
} from '../../../job-language/expansion/data-references.ts';
import { operationLookup, type ValueLookup } from '../../../job-language/expansion/value-lookup.ts';
import { nodeValuesOf } from '../../../job-language/plan/node-values.ts';
import type { PlanStep } from '../../../job-language/plan/workflow-plan.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import { workflowOf } from '../state/draft.ts';
import type { OpenOperation } from '../state/open-operation.ts';
import {
  cellAt,
  columnAt,
  columnIndexOf,
  columnName,
  ownColumn,
  planNodeAt,
  plannedAt,
} from '../state/places.ts';
import type { ExecutionState, Place, Run, Workflow } from '../state/state.ts';
import { failedNodesOf } from '../views/summary.ts';
import { capturedAt, columnOfJob, stepDataOf } from './step-data.ts';

/**
 * Returns the values for expanding an operation: the values of its workflow and node, and those that earlier steps
 * captured on the node. Values of other steps and nodes are included only if the operation's template or filters
 * reference them.
 */
export function valuesFor(state: ExecutionState, { place }: Pick<OpenOperation, 'place'>): OperationValues {
  const planned = plannedAt(state, place);
  return valuesAt(state, place, referencesOf(planned));
}

/** Like {@link valuesFor}, for any place and the given references to other steps and nodes. */
export function valuesAt(
  state: ExecutionState,
  place: Place,
  references: readonly DataReference[],
): OperationValues {
  const workflow = workflowOf(state, place.workflow);
  const column = columnIndexOf(workflow.plan, place.cell);
  const { values } = workflow.plan;
  const isOnNode = column !== ownColumn(workflow.plan);
  const name = columnName(workflow, column);
  const found = resolved(state, workflow, references, isOnNode ? name : undefined);
  const groups = {
    ...groupsAt(state, workflow, column),
    ...(place.inHandler ? { result: resultOf(state, cellAt(workflow, place.cell)?.step, name) } : {}),
  };
  return {
    ...values,
    node: { ...nodeValuesOf(planNodeAt(workflow, column), name), ...values.node },
    ...(Object.keys(groups).length === 0 ? {} : { groups: { ...values.groups, ...groups } }),
    ...(Object.keys(found).length === 0 ? {} : { references: { ...values.references, ...found } }),
  };
}

/** Returns a lookup of all values that a condition at this place can use, without secure options. */
export function valueLookupAt(state: ExecutionState, place: Place): ValueLookup {
  const workflow = workflowOf(state, place.workflow);
  const column = columnIndexOf(workflow.plan, place.cell);
  const node = column === ownColumn(workflow.plan) ? undefined : columnName(workflow, column);
  return withOthers(state, workflow, node, operationLookup(valuesAt(state, place, [])));
}

/** Like {@link valueLookupAt}, for the rules of a workflow, which have no node. */
export function valueLookupIn(state: ExecutionState, workflow: Workflow): ValueLookup {
  const groups = groupsAt(state, workflow, ownColumn(workflow.plan));
  const { node: _, ...values } = workflow.plan.values;
  const lookup = operationLookup({ ...values, groups: { ...values.groups, ...groups } });
  return withOthers(state, workflow, undefined, lookup);
}

function withOthers(
  state: ExecutionState,
  workflow: Workflow,
  node: string | undefined,
  lookup: ValueLookup,
): ValueLookup {
  return (name) => {
    const { group, key, elsewhere } = name;
    if (elsewhere === undefined) return lookup(name);
    return resolveDataReference({ ...elsewhere, group, key }, stepDataOf(state, workflow), node);
  };
}

function resolved(
  state: ExecutionState,
  workflow: Workflow,
  references: readonly DataReference[],
  node: string | undefined,
): Record<string, string> {
  const found: Record<string, string> = {};
  if (references.length === 0) return found;
  const data = stepDataOf(state, workflow);
  for (const reference of references) {
    const value = resolveDataReference(reference, data, node);
    if (value !== undefined) found[reference.expression] = value;
  }
  return found;
}

function referencesOf(planned: PlanStep): DataReference[] {
  if (planned.kind === 'operation') return dataReferencesOf(planned.template, planned.filters);
  return [];
}

function groupsAt(
  state: ExecutionState,
  workflow: Workflow,
  column: number,
): Record<string, Record<string, string>> {
  const ofJob = columnOfJob(state, { workflow, column });
  const data = capturedAt(ofJob);
  const { exitCode } = columnAt(ofJob.workflow, ofJob.column);
  return {
    ...(Object.keys(data).length === 0 ? {} : { data: { ...data } }),
    ...(exitCode === undefined ? {} : { exec: { exitCode: String(exitCode) } }),
  };
}

/**
 * Returns the values `result.*` for an error handler: how its step failed and, if the step was a workflow, on which
 * nodes.
 */
function resultOf(state: ExecutionState, run: Run | undefined, node: string): Record<string, string> {
  const end = run?.attempt?.end;
  const below = run?.child === undefined ? [] : failedNodesOf(workflowOf(state, run.child));
  return {
    reason: run?.reason?.code ?? '',
    message: run?.reason?.message ?? '',
    ...(end?.kind === 'exited' ? { resultCode: String(end.exitCode) } : {}),
    failedNodes: below.length === 0 ? node : below.join(','),
  };
}
