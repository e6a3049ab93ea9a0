import { mapGet, mapSet } from '../maps/number-map.ts';
import { changeWorkflow, type EngineDraft, workflowOf, writeNote } from '../state/draft.ts';
import { sentence } from '../state/verdict.ts';
import { valueLookupIn } from '../values/values-for.ts';
import { conditionsHold } from './rule-conditions.ts';
import { rulesOf } from './rules-of.ts';
import { openSection } from './sections.ts';

/** Starts the steps that do not wait for other steps. */
export function beginByRules(draft: EngineDraft, id: number): void {
  considerAll(draft, id, rulesOf(workflowOf(draft.state, id).plan).first, false);
}

/**
 * Starts the steps that the rules allow after a step has ended. A step with a directive is skipped if its conditions do
 * not hold when the steps before it have ended; its followers treat the skipped step as ended. A step with conditions
 * but no directive is checked whenever a step ends. Such a step is skipped once no step is running, because its
 * conditions can no longer change.
 *
 * @param ended index of the step that ended last, from 0
 * @returns whether a step was started
 */
export function beginNextByRules(draft: EngineDraft, id: number, ended: number | undefined): boolean {
  const rules = rulesOf(workflowOf(draft.state, id).plan);
  const followers = ended === undefined ? [] : (rules.steps[ended]?.followers ?? []);
  const begun = considerAll(draft, id, [...followers, ...rules.asked], false);
  if (begun || workflowOf(draft.state, id).sections.size > 0) return begun;
  return rules.asked.some((step) => considerAll(draft, id, [step], true));
}

/** Logs which steps never ran because their rules did not allow it. */
export function logStepsNeverRun(draft: EngineDraft, id: number): void {
  const { plan, steps, closed, prefix } = workflowOf(draft.state, id);
  if (closed) return;
  const never = [...plan.steps.keys()].filter((step) => mapGet(steps, step) === undefined);
  if (never.length === 0) return;
  const numbers = never.map((step) => `${prefix}${step + 1}`);
  const many = numbers.length > 1;
  const message = `${many ? 'Steps' : 'Step'} ${numbers.join(', ')} did not run: ${many ? 'their rules' : 'its rules'} can no longer hold.`;
  writeNote(draft, message);
}

/**
 * Starts the steps whose rules allow it, and skips those that can never start. Returns whether a step was started.
 *
 * @param isFinal whether conditions that do not hold now can never hold
 */
function considerAll(draft: EngineDraft, id: number, steps: readonly number[], isFinal: boolean): boolean {
  const queue = [...steps];
  let begun = false;
  for (let next = 0; next < queue.length; next += 1) {
    const step = queue[next];
    const verdict = step === undefined ? NOT_YET : readinessOf(draft, id, step);
    if (step === undefined || verdict.kind === 'not-yet') continue;
    const rule = rulesOf(workflowOf(draft.state, id).plan).steps[step];
    if (verdict.kind === 'now') {
      openSection(draft, id, step, step + 1);
      begun = true;
    } else if (isFinal || rule?.hasDirective === true) {
      skipStep(draft, id, step, verdict.problem);
      for (const follower of rule?.followers ?? []) queue.push(follower);
    }
  }
  return begun;
}

/** Whether a step can start. `problem` explains why a condition cannot be evaluated. */
interface Readiness {
  readonly kind: 'now' | 'conditions' | 'not-yet';
  readonly problem?: string;
}

const NOW: Readiness = { kind: 'now' };
const NOT_YET: Readiness = { kind: 'not-yet' };

function readinessOf(draft: EngineDraft, id: number, step: number): Readiness {
  const workflow = workflowOf(draft.state, id);
  const rule = rulesOf(workflow.plan).steps[step];
  if (rule === undefined || mapGet(workflow.steps, step) !== undefined) return NOT_YET;
  const isDone = (one: number) => ['ended', 'skipped'].includes(mapGet(workflow.steps, one) ?? '');
  if (!rule.after.every(isDone)) return NOT_YET;
  if (rule.conditions.length === 0) return NOW;
  const lookup = valueLookupIn(draft.state, workflow);
  const answers = rule.conditions.map((line) => conditionsHold(line, lookup));
  if (answers.includes(true)) return NOW;
  const problem = answers.find((answer) => typeof answer === 'string');
  return { kind: 'conditions', ...(problem === undefined ? {} : { problem }) };
}

function skipStep(draft: EngineDraft, id: number, step: number, problem?: string): void {
  const { steps, prefix, plan } = workflowOf(draft.state, id);
  changeWorkflow(draft, id, { steps: mapSet(steps, step, 'skipped') });
  const label = plan.steps[step]?.label ?? '';
  const message = `Step ${prefix}${step + 1}${label === '' ? '' : ` (${label})`} was skipped: its rules do not hold${problem === undefined ? '.' : `: ${sentence(problem)}`}`;
  writeNote(draft, message);
}
