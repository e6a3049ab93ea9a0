import { placeOf } from '../../../job-language/plan/step-placement.ts';
import type {
  OperationStep,
  OperationTarget,
  PlanNode,
  ReferenceStep,
  WorkflowPlan,
} from '../../../job-language/plan/workflow-plan.ts';
import { operationId } from '../../../protocol/ids.ts';
import { mapSet } from '../maps/number-map.ts';
import { beginConditional } from '../nested/begin-conditional.ts';
import { controlFlow } from '../nested/control-flow.ts';
import { preferencesFor } from '../operations/affinity.ts';
import { returnedBy, waitsUntil } from '../operations/give-back.ts';
import { executorProblem, isRemote } from '../operations/node-executor.ts';
import { subjectOf } from '../state/describe.ts';
import { change, command, type EngineDraft, workflowOf } from '../state/draft.ts';
import { changeRun } from '../state/open-operation.ts';
import { cellAt, columnIndexOf, planNodeAt, plannedAt, runOf } from '../state/places.ts';
import type { Place } from '../state/state.ts';
import { failed, REASONS, sentence } from '../state/verdict.ts';

/** Starts the step at a place, or its error handler. */
export function beginRun(draft: EngineDraft, place: Place): void {
  changeRun(draft, place, {});
  const planned = plannedAt(draft.state, place);
  switch (planned.kind) {
    case 'operation':
      beginOperation(draft, place, planned);
      break;
    case 'reference':
      beginReference(draft, place, planned);
      break;
    case 'conditional':
      beginConditional(draft, place, planned);
      break;
    case 'flow-control':
      controlFlow(draft, place, planned);
      break;
    case 'unavailable': {
      const { code, message } = planned.reason;
      const text = `${subjectOf(draft.state, place)} cannot run: ${sentence(message)}`;
      draft.agenda.push({ do: 'end-run', place, verdict: failed(code, text) });
    }
  }
}

/** Dispatches an operation and sets the timer that limits how long the operation waits for a replica. */
function beginOperation(draft: EngineDraft, place: Place, step: OperationStep): void {
  const workflow = workflowOf(draft.state, place.workflow);
  const node = planNodeAt(workflow, columnIndexOf(workflow.plan, place.cell));
  const target = targetOn(workflow.plan, node);
  const problem = executorProblem(node) ?? refusal(step, target);
  const isBlocked = node.kind === 'inventory' && draft.state.blockedNodes.has(node.name);
  if (problem !== undefined || isBlocked) {
    const why = problem ?? `the result of an earlier step on ${node.name} is unknown`;
    const text = `${subjectOf(draft.state, place)} cannot run: ${sentence(why)}`;
    const verdict = failed(problem === undefined ? REASONS.unknown : REASONS.configuration, text);
    draft.agenda.push({ do: 'end-run', place, verdict });
    return;
  }
  const { request } = draft.state;
  const operation = operationId(request.id, draft.state.sequence + 1);
  const { returned = [] } = runOf(cellAt(workflow, place.cell), place.inHandler) ?? {};
  const sequence = command(draft, {
    type: 'dispatch',
    operationId: operation,
    target,
    pty: step.pty,
    secure: step.secure || isRemote(node),
    ...preferencesFor(draft.state, node, target),
    ...(returned.length === 0 ? {} : { returnedBy: returnedBy(returned) }),
    queuedAt: draft.time,
  });
  const timer = command(draft, {
    type: 'set-timer',
    purpose: 'dispatch-wait',
    at: waitsUntil(draft, returned),
    operationId: operation,
  });
  changeRun(draft, place, { attempt: { sequence, queuedAt: draft.time, timer } });
  change(draft, {
    operations: mapSet(draft.state.operations, sequence, place),
    queued: mapSet(draft.state.queued, sequence, true),
  });
}

function beginReference(draft: EngineDraft, place: Place, step: ReferenceStep): void {
  const sequence = command(draft, { type: 'resolve-reference', reference: step.reference });
  changeRun(draft, place, { resolving: sequence });
  change(draft, { resolving: mapSet(draft.state.resolving, sequence, place) });
}

/** Returns the target of a step on a node: the target of the node, if any; otherwise the target of the workflow. */
function targetOn({ target }: WorkflowPlan, node: PlanNode): OperationTarget {
  return node.kind === 'inventory' ? (node.target ?? target) : target;
}

/**
 * Returns why the step must not run at this target, although it may run at the targets of other nodes; undefined if it
 * may run at this target.
 */
function refusal({ refusedOn }: OperationStep, target: OperationTarget): string | undefined {
  return refusedOn?.target === placeOf(target) ? refusedOn.why : undefined;
}
