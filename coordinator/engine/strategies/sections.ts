import { mapDelete, mapEntries, mapFirst, mapGet, mapSet } from '../maps/number-map.ts';
import { changeWorkflow, type EngineDraft, workflowOf } from '../state/draft.ts';
import { cellIndex, columnAt, columnIndexOf, ownColumn, stepIndexOf } from '../state/places.ts';
import type { ExecutionState, Place, Section, Workflow } from '../state/state.ts';
import type { Verdict } from '../state/verdict.ts';

/** Opens the section of the steps `from` (inclusive) to `to` (exclusive). */
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
 * Starts further nodes of a section, tier by tier and at most `threadCount` at a time. Ends the section when no node is
 * running and none is left.
 *
 * With `node-first` and `dispatch.keepgoing`, the workflow continues as long as at least one node has not failed, and
 * failed nodes skip the later sections. Once all nodes have failed, none is skipped. The other strategies run each step
 * on all nodes. A node on which the result of a step is unknown never runs another step.
 */
export function fillSection(draft: EngineDraft, id: number, from: number): void {
  const workflow = workflowOf(draft.state, id);
  const before = mapGet(workflow.sections, from);
  if (before === undefined) return;
  const { section, begun } = filled(draft.state, workflow, before);
  if (section.active === 0) {
    const { closed, sections, steps, plan } = workflow;
    const continues = plan.keepGoing || (isPerNode(workflow, from) && leavesFailedNodes(workflow));
    changeWorkflow(draft, id, {
      sections: mapDelete(sections, from),
      steps: mapSet(steps, from, 'ended'),
      closed: closed || (section.failed && !continues),
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
 * Moves a node to its next step of the section when a step ends there. The node leaves the section after its last step,
 * or after a failure if the workflow has no `keepgoing`. If the dispatch has no `keepgoing`, a failure also prevents
 * further nodes from starting; running nodes finish their section.
 */
export function cellEndedInSection(draft: EngineDraft, place: Place, verdict: Verdict): void {
  const workflow = workflowOf(draft.state, place.workflow);
  const { plan } = workflow;
  const step = stepIndexOf(plan, place.cell);
  const section = sectionWith(workflow, step);
  if (section === undefined) return;
  const isFailed = verdict.kind !== 'succeeded';
  const continues = !isFailed || (verdict.kind === 'failed' && plan.keepGoing);
  const runsNext = continues && mayStartSteps(workflow);
  const isDone = !runsNext || step + 1 >= section.to;
  putSection(draft, workflow, {
    ...section,
    active: section.active - (isDone ? 1 : 0),
    failed: section.failed || isFailed,
    stopped: section.stopped || (isFailed && !plan.dispatch.keepGoing),
  });
  if (isDone) {
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
      if (mayRun(state, workflow, next, before.leavesFailed)) {
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

/** Returns whether the nodes that have failed skip the next sections, because other nodes continue without them. */
export function leavesFailedNodes(workflow: Workflow): boolean {
  const { strategy, dispatch } = workflow.plan;
  if (strategy !== 'node-first' || !dispatch.keepGoing) return false;
  return dispatch.nodes.some((_, at) => columnAt(workflow, at).failed === 0);
}

/**
 * Returns whether a node may run a section.
 *
 * @param leavesFailed whether failed nodes are skipped
 */
export function mayRun(
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

/** Returns whether further steps and error handlers of a workflow may start, unless a failure prevents them. */
export function mayStartSteps({ expired, halted }: Workflow): boolean {
  return expired !== true && halted === undefined;
}

/** Returns the changes after which a workflow opens no section, and starts no further node in its open sections. */
export function stoppedSections({ sections }: Workflow): Pick<Workflow, 'closed' | 'sections'> {
  let stopped = sections;
  for (const [from, section] of mapEntries(sections))
    stopped = mapSet(stopped, from, { ...section, stopped: true });
  return { closed: true, sections: stopped };
}

function isPerNode({ plan }: Workflow, step: number): boolean {
  return plan.steps[step]?.perNode === true;
}

/**
 * Returns the open section that contains a step: the section that starts with the step, if it is open; otherwise the
 * first open section.
 */
function sectionWith({ sections }: Workflow, step: number): Section | undefined {
  return mapGet(sections, step) ?? mapGet(sections, mapFirst(sections) ?? step);
}

function putSection(draft: EngineDraft, { id }: Workflow, section: Section): void {
  const { sections } = workflowOf(draft.state, id);
  changeWorkflow(draft, id, { sections: mapSet(sections, section.from, section) });
}
