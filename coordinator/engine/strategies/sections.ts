import { mapDelete, mapFirst, mapGet, mapSet } from '../maps/number-map.ts';
import { changeWorkflow, type EngineDraft, workflowOf } from '../state/draft.ts';
import { cellIndex, columnAt, columnIndexOf, ownColumn, stepIndexOf } from '../state/places.ts';
import type { ExecutionState, Place, Section, Workflow } from '../state/state.ts';
import type { Verdict } from '../state/verdict.ts';

/** Opens the section of steps from `from` up to, not with, `to`. */
export function openSection(draft: EngineDraft, id: number, from: number, to: number): void {
  const workflow = workflowOf(draft.state, id);
  const { dispatch } = workflow.plan;
  const own = ownColumn(workflow.plan);
  const [next, tierEnd] = isPerNode(workflow, from) ? [0, dispatch.tiers?.[0] ?? own] : [own, own + 1];
  const leavesFailed = leavesFailedNodes(workflow);
  const section = {
    from,
    to,
    next,
    tierEnd,
    tier: 0,
    active: 0,
    stopped: false,
    failed: false,
    leavesFailed,
  };
  changeWorkflow(draft, id, {
    sections: mapSet(workflow.sections, from, section),
    steps: mapSet(workflow.steps, from, 'begun'),
  });
  draft.agenda.push({ do: 'fill-section', workflow: id, section: from });
}

/**
 * Gives nodes their turn, as many at a time as the workflow says and tier after tier. A section is over when no node is
 * under way and none will be.
 *
 * In `node-first`, a node that failed in an earlier section has no turn in a later one where other nodes go on without
 * it (`dispatch.keepgoing`), and then the workflow goes on, too; where all nodes failed, none is left behind. The other
 * strategies give each step its turn on all nodes. A node on which nobody knows how a step ended has no turn ever again.
 */
export function fillSection(draft: EngineDraft, id: number, from: number): void {
  const workflow = workflowOf(draft.state, id);
  const before = mapGet(workflow.sections, from);
  if (before === undefined) return;
  const { section, begun } = filled(draft.state, workflow, before);
  if (section.active === 0) {
    const { closed, sections, steps, plan } = workflow;
    const isCarriedOn = plan.keepGoing || (isPerNode(workflow, from) && leavesFailedNodes(workflow));
    changeWorkflow(draft, id, {
      sections: mapDelete(sections, from),
      steps: mapSet(steps, from, 'ended'),
      closed: closed || (section.failed && !isCarriedOn),
    });
    draft.agenda.push({ do: 'advance-workflow', workflow: id, ended: from });
    return;
  }
  putSection(draft, workflow, section);
  for (const column of begun) {
    const place = { workflow: id, cell: cellIndex(workflow.plan, from, column), inHandler: false };
    draft.agenda.push({ do: 'begin-run', place });
  }
}

/**
 * A step is over on a node: the node goes on to its next step in the section, or is through. Nodes under way finish their
 * section although another one failed; what a failure without keepgoing ends is the turn of further nodes.
 */
export function cellEndedInSection(draft: EngineDraft, place: Place, verdict: Verdict): void {
  const workflow = workflowOf(draft.state, place.workflow);
  const { plan } = workflow;
  const step = stepIndexOf(plan, place.cell);
  const section = sectionWith(workflow, step);
  if (section === undefined) return;
  const isFailed = verdict.kind !== 'succeeded';
  const isCarriedOn = !isFailed || (verdict.kind === 'failed' && plan.keepGoing);
  const goesOn = isCarriedOn && workflow.expired !== true;
  const isThrough = !goesOn || step + 1 >= section.to;
  putSection(draft, workflow, {
    ...section,
    active: section.active - (isThrough ? 1 : 0),
    failed: section.failed || isFailed,
    stopped: section.stopped || (isFailed && !plan.dispatch.keepGoing),
  });
  if (isThrough) {
    draft.agenda.push({ do: 'fill-section', workflow: workflow.id, section: section.from });
    return;
  }
  const cell = cellIndex(plan, step + 1, columnIndexOf(plan, place.cell));
  draft.agenda.push({ do: 'begin-run', place: { workflow: workflow.id, cell, inHandler: false } });
}

function filled(
  state: ExecutionState,
  workflow: Workflow,
  before: Section,
): { section: Section; begun: readonly number[] } {
  const { dispatch } = workflow.plan;
  const begun: number[] = [];
  const last = isPerNode(workflow, before.from) ? dispatch.nodes.length : dispatch.nodes.length + 1;
  const atOnce = Math.max(1, dispatch.threadCount);
  let { next, tierEnd, tier, active } = before;
  while (!before.stopped) {
    while (active < atOnce && next < Math.min(tierEnd, last)) {
      if (hasTurn(state, workflow, next, before.leavesFailed)) {
        begun.push(next);
        active += 1;
      }
      next += 1;
    }
    if (active > 0 || next >= last) break;
    tier += 1;
    tierEnd += dispatch.tiers?.[tier] ?? last;
  }
  return { section: { ...before, next, tierEnd, tier, active }, begun };
}

/** Whether the nodes that failed so far have no turn in what comes next, for there are others that go on without them. */
export function leavesFailedNodes(workflow: Workflow): boolean {
  const { strategy, dispatch } = workflow.plan;
  if (strategy !== 'node-first' || !dispatch.keepGoing) return false;
  return dispatch.nodes.some((_, at) => columnAt(workflow, at).failed === 0);
}

/**
 * Whether a node may have a turn.
 *
 * @param leavesFailed whether one that failed may not
 */
export function hasTurn(
  { blockedNodes }: ExecutionState,
  workflow: Workflow,
  at: number,
  leavesFailed: boolean,
): boolean {
  const { dispatch } = workflow.plan;
  const column = columnAt(workflow, at);
  const node = dispatch.nodes[at];
  if (column.blocked === true) return false;
  if (node?.kind === 'inventory' && blockedNodes.has(node.name)) return false;
  return !leavesFailed || column.failed === 0 || at === dispatch.nodes.length;
}

function isPerNode({ plan }: Workflow, step: number): boolean {
  return plan.steps[step]?.perNode === true;
}

/** Sections begin with their step, or there is one at a time. */
function sectionWith({ sections }: Workflow, step: number): Section | undefined {
  return mapGet(sections, step) ?? mapGet(sections, mapFirst(sections) ?? step);
}

function putSection(draft: EngineDraft, { id }: Workflow, section: Section): void {
  const { sections } = workflowOf(draft.state, id);
  changeWorkflow(draft, id, { sections: mapSet(sections, section.from, section) });
}
