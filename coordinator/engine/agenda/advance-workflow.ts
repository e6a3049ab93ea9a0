import { endWorkflow } from '../ends/end-workflow.ts';
import { changeWorkflow, type EngineDraft, workflowOf, writeLine } from '../state/draft.ts';
import type { Workflow } from '../state/state.ts';
import { REASONS } from '../state/verdict.ts';
import { beginByRules, beginNextByRules, sayNeverRun } from '../strategies/ruleset.ts';
import { openSection } from '../strategies/sections.ts';

/**
 * Begins what the strategy begins with. A workflow that is for no node at all fails, or is a success where the job says
 * so: none of its steps runs, not even one that needs no node.
 */
export function beginWorkflow(draft: EngineDraft, id: number): void {
  const workflow = workflowOf(draft.state, id);
  const { plan } = workflow;
  const isEmpty = plan.dispatch.nodes.length === 0 && workflow.kind === 'job';
  const message = 'No node matches the node filter.';
  if (isEmpty && plan.dispatch.successOnEmpty) {
    writeLine(draft, { kind: 'note', message: `${message} The job takes that for a success.` });
    changeWorkflow(draft, id, { closed: true });
  } else if (isEmpty) {
    const remedy = 'See what it selects with `outrunner node list --filter`.';
    const failure = { code: REASONS.noMatchedNodes, message: `${message} ${remedy}` };
    changeWorkflow(draft, id, { failed: 1, failure, closed: true });
  } else if (plan.strategy === 'parallel') {
    for (const step of plan.steps.keys()) openSection(draft, id, step, step + 1);
  } else if (plan.strategy === 'ruleset') {
    beginByRules(draft, id);
  }
  draft.agenda.push({ do: 'advance-workflow', workflow: id });
}

/**
 * Begins the section that is next, or what the rules say; ends the workflow where nothing is under way or to come.
 *
 * @param ended first step of the section that ended, if one did
 */
export function advanceWorkflow(draft: EngineDraft, id: number, ended: number | undefined): void {
  const workflow = workflowOf(draft.state, id);
  if (workflow.outcome !== undefined) return;
  if (!workflow.closed && beginNext(draft, workflow, ended)) return;
  if (workflowOf(draft.state, id).sections.size > 0) return;
  if (workflow.plan.strategy === 'ruleset') sayNeverRun(draft, id);
  endWorkflow(draft, id);
}

/** @returns whether something began. */
function beginNext(draft: EngineDraft, workflow: Workflow, ended: number | undefined): boolean {
  const { plan, sections, nextStep, id } = workflow;
  if (plan.strategy === 'parallel') return false;
  if (plan.strategy === 'ruleset') return beginNextByRules(draft, id, ended);
  if (sections.size > 0 || nextStep >= plan.steps.length) return false;
  const to = plan.strategy === 'node-first' ? sectionEnd(workflow) : nextStep + 1;
  changeWorkflow(draft, id, { nextStep: to });
  openSection(draft, id, nextStep, to);
  return true;
}

/** Behind the last of the consecutive steps on nodes that begin here; a step that runs once stands alone. */
function sectionEnd({ plan: { steps }, nextStep }: Workflow): number {
  let end = nextStep + 1;
  if (steps[nextStep]?.perNode !== true) return end;
  while (steps[end]?.perNode === true) end += 1;
  return end;
}
