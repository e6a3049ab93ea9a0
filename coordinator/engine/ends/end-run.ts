import { mapSet } from '../maps/number-map.ts';
import { change, changeWorkflow, type EngineDraft, workflowOf } from '../state/draft.ts';
import { changeRun } from '../state/open-operation.ts';
import { cellAt, columnAt, columnIndexOf, ownColumn, planNodeAt, stepIndexOf } from '../state/places.ts';
import type { Outcome, Place, Workflow } from '../state/state.ts';
import type { Verdict } from '../state/verdict.ts';
import { cellEndedInSection } from '../strategies/sections.ts';
import { describeEnd } from './describe-end.ts';

/**
 * A step, or its error handler, is over at its place. A failed step has its handler run. The handler's result takes the
 * place of the step's where the workflow goes on after failures, or where it succeeded and is said to continue then;
 * otherwise the step stays failed.
 */
export function endRun(draft: EngineDraft, place: Place, verdict: Verdict): void {
  const outcome = outcomeOf(draft, verdict);
  const reason = verdict.reason === undefined ? {} : { reason: verdict.reason };
  changeRun(draft, place, { endedAt: draft.time, outcome, ...reason });
  describeEnd(draft, place, verdict);
  const workflow = workflowOf(draft.state, place.workflow);
  const { plan } = workflow;
  const handler = plan.steps[stepIndexOf(plan, place.cell)]?.errorHandler;
  const isOver = draft.state.stopping !== undefined || workflow.expired === true;
  if (!place.inHandler) {
    if (verdict.kind !== 'failed' || handler === undefined || isOver) endCell(draft, place, verdict);
    else beginHandler(draft, place);
    return;
  }
  const cell = cellAt(workflow, place.cell);
  const own = cell?.step.reason;
  const continues = verdict.kind === 'succeeded' && handler?.keepGoingOnSuccess === true;
  const replaces = plan.keepGoing || continues || verdict.kind === 'unknown' || own === undefined;
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

/** Keeps other workflows of the execution from the node too. */
function blockNode(draft: EngineDraft, workflow: Workflow, { cell }: Place): void {
  const node = planNodeAt(workflow, columnIndexOf(workflow.plan, cell));
  if (node.kind === 'runner-host') return;
  change(draft, { blockedNodes: new Set(draft.state.blockedNodes).add(node.name) });
}

/**
 * What the end of a cell means for its workflow. Where nobody knows how it ended, nothing follows on its node: other
 * nodes of the inventory go on where the workflow goes on without failed nodes; a step of the runner's own host, or one
 * of the workflow itself, has nothing beside it, so that nothing else begins in the workflow at all.
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

/** What is cut short by a stop has no failure of its own. */
function outcomeOf({ state }: EngineDraft, { kind }: Verdict): Outcome {
  return state.stopping === undefined || kind === 'succeeded' ? kind : 'aborted';
}
