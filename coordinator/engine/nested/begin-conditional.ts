import { expandText } from '../../../job-language/expansion/expand-text.ts';
import type { ValueLookup } from '../../../job-language/expansion/value-lookup.ts';
import { compareValues } from '../../../job-language/plan/compare-values.ts';
import type {
  ConditionalStep,
  PlannedCondition,
  WorkflowPlan,
} from '../../../job-language/plan/workflow-plan.ts';
import { emptyMap, mapSet, type NumberMap } from '../maps/number-map.ts';
import { subjectOf } from '../state/describe.ts';
import { type EngineDraft, workflowOf } from '../state/draft.ts';
import { columnIndexOf, columnName, planNodeAt } from '../state/places.ts';
import type { Column, ExecutionState, Place, Workflow } from '../state/state.ts';
import { failed, REASONS, sentence } from '../state/verdict.ts';
import { leavesFailedNodes, mayRun } from '../strategies/sections.ts';
import { valueLookupAt } from '../values/values-for.ts';
import { addWorkflow } from './add-workflow.ts';

/** Runs the steps of a conditional if its conditions hold; otherwise skips the conditional. */
export function beginConditional(draft: EngineDraft, place: Place, step: ConditionalStep): void {
  const holds = anyGroupHolds(step.groups, valueLookupAt(draft.state, place));
  if (typeof holds === 'string') {
    const text = `${subjectOf(draft.state, place)} cannot run: ${sentence(holds)}`;
    draft.agenda.push({ do: 'end-run', place, verdict: failed(REASONS.configuration, text) });
    return;
  }
  if (!holds) {
    const message = `${subjectOf(draft.state, place)} was skipped: its conditions do not hold.`;
    const reason = { code: REASONS.skipped, message };
    draft.agenda.push({ do: 'end-run', place, verdict: { kind: 'succeeded', reason } });
    return;
  }
  const parent = workflowOf(draft.state, place.workflow);
  const { job, secretScope, secureOptions, depth } = parent;
  addWorkflow(draft, place, {
    kind: 'conditional',
    plan: planBelow(parent, columnIndexOf(parent.plan, place.cell), step),
    ...(job === undefined ? {} : { job }),
    ...(step.perNode ? {} : { columns: columnsThatMayNotRun(draft.state, parent) }),
    secretScope,
    secureOptions,
    depth,
  });
}

/**
 * Returns blocked columns for the nodes on which the workflow may no longer run, so that nested steps do not run there
 * either.
 */
function columnsThatMayNotRun(state: ExecutionState, workflow: Workflow): NumberMap<Column> {
  const leavesFailed = leavesFailedNodes(workflow);
  let columns = emptyMap<Column>();
  for (const at of workflow.plan.dispatch.nodes.keys()) {
    if (mayRun(state, workflow, at, leavesFailed)) continue;
    columns = mapSet(columns, at, { failed: 0, succeeded: 0, blocked: true });
  }
  return columns;
}

/**
 * Returns whether all conditions of any group hold. If a condition cannot be evaluated, returns the reason as a
 * sentence fragment.
 */
function anyGroupHolds(
  groups: readonly (readonly PlannedCondition[])[],
  lookup: ValueLookup,
): boolean | string {
  for (const group of groups) {
    const holds = allHold(group, lookup);
    if (holds !== false) return holds;
  }
  return false;
}

function allHold(conditions: readonly PlannedCondition[], lookup: ValueLookup): boolean | string {
  for (const { key, operator, value } of conditions) {
    const holds = compareValues(expandText(key, lookup), operator, expandText(value, lookup));
    if (holds !== true) return holds;
  }
  return true;
}

/**
 * Returns the plan of the nested steps. The plan covers only the node of `column` if the conditional is per node, and
 * otherwise all nodes of the workflow, in order.
 */
function planBelow(workflow: Workflow, column: number, step: ConditionalStep): WorkflowPlan {
  const { plan } = workflow;
  const { rules: _, ...rest } = plan;
  const strategy = plan.strategy === 'node-first' ? 'node-first' : 'sequential';
  if (!step.perNode) {
    return { ...rest, strategy, steps: step.steps, dispatch: { ...plan.dispatch, successOnEmpty: true } };
  }
  const node = planNodeAt(workflow, column);
  const name = columnName(workflow, column);
  const { tiers: _tiers, ...dispatch } = plan.dispatch;
  return {
    ...rest,
    strategy,
    steps: step.steps,
    dispatch: {
      ...dispatch,
      nodes: [name === '' ? node : { ...node, name }],
      threadCount: 1,
      keepGoing: false,
      successOnEmpty: true,
    },
  };
}
