import { mapDelete, mapEntries, mapValues } from '../maps/number-map.ts';
import { subjectOf, whereabouts } from '../state/describe.ts';
import {
  change,
  changeWorkflow,
  command,
  type EngineDraft,
  settle,
  workflowOf,
  writeNote,
} from '../state/draft.ts';
import { changeRun, closeOperation, type OpenOperation, openOperations } from '../state/open-operation.ts';
import { attemptId, type ExecutionState } from '../state/state.ts';
import { failed, REASONS } from '../state/verdict.ts';
import { stoppedSections } from '../strategies/sections.ts';

/**
 * Ends a referenced job that has reached its timeout. Nothing else starts in its workflow or in nested workflows;
 * queued operations are withdrawn and running operations are cancelled. The job and the step that references it fail
 * once the replicas have confirmed.
 */
export function expire(draft: EngineDraft, id: number): void {
  const { timeout, outcome, parent, failed: count } = workflowOf(draft.state, id);
  if (timeout === undefined || outcome !== undefined || draft.state.stopping !== undefined) return;
  const message = `Stopped after its timeout of ${timeout.seconds} s.`;
  if (parent !== undefined) {
    const line = `${subjectOf(draft.state, parent)} is stopped after its timeout of ${timeout.seconds} s`;
    writeNote(draft, line, whereabouts(draft.state, parent));
  }
  changeWorkflow(draft, id, { failed: count + 1, failure: { code: REASONS.timedOut, message } });
  const within = workflowsWithin(draft.state, id);
  for (const workflow of within) close(draft, workflow);
  for (const [sequence, place] of [...mapEntries(draft.state.resolving)]) {
    if (!within.has(place.workflow)) continue;
    settle(draft, sequence);
    change(draft, { resolving: mapDelete(draft.state.resolving, sequence) });
    draft.agenda.push({ do: 'end-run', place, verdict: failed(REASONS.timedOut, message) });
  }
  for (const operation of openOperations(draft.state)) {
    if (within.has(operation.place.workflow)) cancel(draft, operation, message);
  }
}

/** Returns the ids of a workflow and of all workflows nested in it, which have higher ids. */
function workflowsWithin({ workflows }: ExecutionState, id: number): ReadonlySet<number> {
  const within = new Set([id]);
  for (const workflow of mapValues(workflows)) {
    if (workflow.parent !== undefined && within.has(workflow.parent.workflow)) within.add(workflow.id);
  }
  return within;
}

function close(draft: EngineDraft, id: number): void {
  const workflow = workflowOf(draft.state, id);
  if (workflow.outcome !== undefined) return;
  changeWorkflow(draft, id, { expired: true, ...stoppedSections(workflow) });
}

function cancel(draft: EngineDraft, { place, attempt }: OpenOperation, message: string): void {
  const operationId = attemptId(draft.state, attempt);
  if (attempt.grantee === undefined) {
    command(draft, { type: 'withdraw', operationId });
    closeOperation(draft, { place, attempt: { ...attempt, endedAt: draft.time } });
    draft.agenda.push({ do: 'end-run', place, verdict: failed(REASONS.timedOut, message) });
    return;
  }
  if (attempt.cancel !== undefined) return;
  const { replicaId } = attempt.grantee;
  const graceSeconds = draft.state.request.limits.cancelGraceSeconds;
  const sequence = command(draft, { type: 'cancel', operationId, replicaId, graceSeconds });
  changeRun(draft, place, { attempt: { ...attempt, cancel: sequence } });
}
