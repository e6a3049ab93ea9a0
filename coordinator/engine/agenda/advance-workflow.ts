import { endWorkflow } from '../ends/end-workflow.ts';
import { changeWorkflow, type EngineDraft, workflowOf, writeNote } from '../state/draft.ts';
import type { Workflow } from '../state/state.ts';
import { REASONS } from '../state/verdict.ts';
import { beginByRules, beginNextByRules, logStepsNeverRun } from '../strategies/ruleset.ts';
import { openSection } from '../strategies/sections.ts';

/**
 * Opens the first sections of a workflow, as its strategy requires. If the node filter of a job matches no node, no
 * step runs, not even a step that needs no node: the workflow fails, or succeeds if the job sets `successOnEmpty`.
 */
export function beginWorkflow(draft: EngineDraft, id: number): void {
  const workflow = workflowOf(draft.state, id);
  const { plan } = workflow;
  const isEmpty = plan.dispatch.nodes.length === 0 && workflow.kind === 'job';
  const message = 'No node matches the node filter.';
  if (isEmpty && plan.dispatch.successOnEmpty) {
    writeNote(draft, `${message} The job counts this as success.`);
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
 * Opens the sections that can start now. Ends the workflow when no section is open and none follows.
 *
 * @param ended first step of the section that has just ended, if any
 */
export function advanceWorkflow(draft: EngineDraft, id: number, ended: number | undefined): void {
  const workflow = workflowOf(draft.state, id);
  if (workflow.outcome !== undefined) return;
  if (!workflow.closed && beginNext(draft, workflow, ended)) return;
  if (workflowOf(draft.state, id).sections.size > 0) return;
  if (workflow.plan.strategy === 'ruleset') logStepsNeverRun(draft, id);
  endWorkflow(draft, id);
}

/** Opens the next sections. Returns whether it opened one. */
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

/**
 * Returns the exclusive end of the section at `nextStep`. A section spans consecutive per-node steps; a step that runs
 * once is a section of its own.
 */
function sectionEnd({ plan: { steps }, nextStep }: Workflow): number {
  let end = nextStep + 1;
  if (steps[nextStep]?.perNode !== true) return end;
  while (steps[end]?.perNode === true) end += 1;
  return end;
}
