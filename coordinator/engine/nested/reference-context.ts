import { dataReferencesIn } from '../../../job-language/expansion/data-references.ts';
import type { JobReference } from '../../../job-language/plan/job-reference.ts';
import type { PlanNode, WorkflowPlan } from '../../../job-language/plan/workflow-plan.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import { mapGet } from '../maps/number-map.ts';
import { workflowOf } from '../state/draft.ts';
import { columnIndexOf, columnName, ownColumn, planNodeAt, plannedAt } from '../state/places.ts';
import type { ExecutionState } from '../state/state.ts';
import { valuesAt } from '../values/values-for.ts';

/** The input for planning a referenced job. */
export interface ReferenceContext {
  readonly reference: JobReference;
  /** Project of the referring job. */
  readonly project: ProjectName;
  /** The plan of the referring workflow, with its nodes, target and options. */
  readonly plan: WorkflowPlan;
  /** The node of a per-node reference. Includes the node's name if the name is known. */
  readonly node?: PlanNode;
  /** Values that the referring step can use, without the secure ones. */
  readonly values: OperationValues;
  /** Key of the referring job's secure values in the store, and the names of the secure options that have a value. */
  readonly secretScope: number;
  readonly secureOptions: readonly string[];
}

/**
 * Returns the context of the `resolve-reference` command with this sequence; undefined if the reference is no longer
 * being resolved.
 */
export function referenceContext(state: ExecutionState, command: number): ReferenceContext | undefined {
  const place = mapGet(state.resolving, command);
  if (place === undefined) return undefined;
  const planned = plannedAt(state, place);
  if (planned.kind !== 'reference') return undefined;
  const workflow = workflowOf(state, place.workflow);
  const { plan, job, secretScope, secureOptions } = workflow;
  const column = columnIndexOf(plan, place.cell);
  const node = planNodeAt(workflow, column);
  const name = columnName(workflow, column);
  const { reference } = planned;
  const texts = [reference.args, ...Object.values(reference.nodes ?? {}).map(String)];
  return {
    reference,
    project: job?.project ?? state.request.project,
    plan,
    ...(column === ownColumn(plan) ? {} : { node: name === '' ? node : { ...node, name } }),
    values: valuesAt(
      state,
      place,
      texts.flatMap((text) => dataReferencesIn(text)),
    ),
    secretScope,
    secureOptions,
  };
}
