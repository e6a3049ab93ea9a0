import { mapSet } from '../maps/number-map.ts';
import { change, changeWorkflow, type EngineDraft, workflowOf } from '../state/draft.ts';
import { changeRun } from '../state/open-operation.ts';
import { cellAt, columnAt, columnIndexOf, ownColumn, planNodeAt, stepIndexOf } from '../state/places.ts';
import type { Outcome, Place, Workflow } from '../state/state.ts';
import type { Verdict } from '../state/verdict.ts';
import { cellEndedInSection, mayStartSteps } from '../strategies/sections.ts';
import { describeEnd } from './describe-end.ts';

/**
 * Ends the run of a step or of its error handler. A failed step starts its handler. The result of the handler replaces
 * that of the step if the workflow has `keepgoing`, if the handler succeeded and has `keepgoingOnSuccess`, if the handler
 * halted the workflow, or if the result of the handler is unknown. Otherwise the step remains failed.
 */
export function endRun(draft: EngineDraft, place: Place, verdict: Verdict): void {
  const outcome = outcomeOf(draft, verdict);
  const reason = verdict.reason === undefined ? {} : { reason: verdict.reason };
  changeRun(draft, place, { endedAt: draft.time, outcome, ...reason });
  describeEnd(draft, place, verdict);
  const workflow = workflowOf(draft.state, place.workflow);
  const { plan } = workflow;
  const handler = plan.steps[stepIndexOf(plan, place.cell)]?.errorHandler;
  const isOver = draft.state.stopping !== undefined || !mayStartSteps(workflow);
  if (!place.inHandler) {
    if (verdict.kind !== 'failed' || handler === undefined || isOver) endCell(draft, place, verdict);
    else beginHandler(draft, place);
    return;
  }
  const cell = cellAt(workflow, place.cell);
  const own = cell?.step.reason;
  const continues = verdict.kind === 'succeeded' && handler?.keepGoingOnSuccess === true;
  const halts = handler?.step.kind === 'flow-control' && workflow.halted !== undefined;
  const replaces = plan.keepGoing || continues || halts || verdict.kind === 'unknown' || own === undefined;
  endCell(draft, place, replaces ? verdict : { kind: 'failed', reason: own });
}

function beginHandler(draft: EngineDraft, place: Place): void {
  const { cells } = workflowOf(draft.state, place.workflow);
  const cell = cellAt(workflowOf(draft.state, place.workflow), place.cell);
  if (cell === undefined) return;
  const begun = { ...cell, handler: { begunAt: draft.time } };
  changeWorkflow(draft, place.workflow, { cells: mapSet(cells, place.cell, begun) });
  draft.agenda.push({ do: 'begin-run', place: { ...place, inHandler: true } });
}

function endCell(draft: EngineDraft, place: Place, verdict: Verdict): void {
  const workflow = workflowOf(draft.state, place.workflow);
  const cell = cellAt(workflow, place.cell);
  if (cell === undefined) return;
  const outcome = outcomeOf(draft, verdict);
  changeWorkflow(draft, place.workflow, {
    cells: mapSet(workflow.cells, place.cell, { ...cell, outcome }),
    ...counted(workflow, place, outcome, verdict),
  });
  if (outcome === 'unknown') blockNode(draft, workflow, place);
  if (draft.state.stopping === undefined) cellEndedInSection(draft, place, verdict);
}

/** Blocks an inventory node for all workflows of the execution. Does nothing for a runner's host. */
function blockNode(draft: EngineDraft, workflow: Workflow, { cell }: Place): void {
  const node = planNodeAt(workflow, columnIndexOf(workflow.plan, cell));
  if (node.kind === 'runner-host') return;
  change(draft, { blockedNodes: new Set(draft.state.blockedNodes).add(node.name) });
}

/**
 * Returns the changes to a workflow when one of its cells ends. After an unknown result, nothing else starts on the
 * node of the cell; other nodes of the inventory continue if the dispatch has `keepgoing`. If the result of a step that
 * runs on the runner's own host, or once for the workflow, is unknown, nothing else starts in the workflow.
 */
function counted(workflow: Workflow, { cell }: Place, outcome: Outcome, verdict: Verdict): Partial<Workflow> {
  const { plan } = workflow;
  const at = columnIndexOf(plan, cell);
  const column = columnAt(workflow, at);
  if (verdict.kind === 'succeeded') {
    const succeeded = { ...column, succeeded: column.succeeded + 1 };
    return { columns: mapSet(workflow.columns, at, succeeded) };
  }
  const failed = { ...column, failed: column.failed + 1 };
  const counts = { failed: workflow.failed + 1, failure: workflow.failure ?? verdict.reason };
  if (outcome !== 'unknown') return { ...counts, columns: mapSet(workflow.columns, at, failed) };
  const isAlone = at === ownColumn(plan) || planNodeAt(workflow, at).kind === 'runner-host';
  return {
    ...counts,
    columns: mapSet(workflow.columns, at, { ...failed, blocked: true }),
    unknown: workflow.unknown ?? verdict.reason,
    closed: workflow.closed || isAlone || !plan.dispatch.keepGoing,
  };
}

/**
 * Returns the outcome of a verdict. A step that does not succeed while its execution is being stopped counts as
 * aborted, not as failed.
 */
function outcomeOf({ state }: EngineDraft, { kind }: Verdict): Outcome {
  return state.stopping === undefined || kind === 'succeeded' ? kind : 'aborted';
}
