import { changeWorkflow, type Draft, workflowOf, writeLine } from './draft.ts';
import { mapGet, mapSet } from './number-map.ts';
import { conditionsHold } from './rule-conditions.ts';
import { rulesOf } from './rules-of.ts';
import { openSection } from './sections.ts';
import { valueLookupIn } from './values-for.ts';

/** Begins the steps that wait for no other one. */
export function beginByRules(draft: Draft, id: number): void {
  considerAll(draft, id, rulesOf(workflowOf(draft.state, id).plan).first, false);
}

/**
 * Begins what the rules say after a step has ended. A step is passed over where its turn comes while no condition of its
 * holds: those after it have their turn as after one that ran. Steps with conditions alone are asked whenever a step has
 * ended; where nothing is under way any more, theirs will not come true, and they are passed over.
 *
 * @param ended the step that ended last, from 0
 * @returns whether something began
 */
export function beginNextByRules(draft: Draft, id: number, ended: number | undefined): boolean {
  const rules = rulesOf(workflowOf(draft.state, id).plan);
  const followers = ended === undefined ? [] : (rules.steps[ended]?.followers ?? []);
  const begun = considerAll(draft, id, [...followers, ...rules.asked], false);
  if (begun || workflowOf(draft.state, id).sections.size > 0) return begun;
  return rules.asked.some((step) => considerAll(draft, id, [step], true));
}

/** Names the steps that no rule let run. */
export function sayNeverRun(draft: Draft, id: number): void {
  const { plan, steps, closed, prefix } = workflowOf(draft.state, id);
  if (closed) return;
  const never = [...plan.steps.keys()].filter((step) => mapGet(steps, step) === undefined);
  if (never.length === 0) return;
  const numbers = never.map((step) => `${prefix}${step + 1}`);
  const many = numbers.length > 1;
  const message = `${many ? 'Steps' : 'Step'} ${numbers.join(', ')} did not run: no rule of ${many ? 'theirs' : 'its'} can come true any more.`;
  writeLine(draft, { kind: 'note', message });
}

/** @param isFinal what does not hold now never will */
function considerAll(draft: Draft, id: number, steps: readonly number[], isFinal: boolean): boolean {
  const queue = [...steps];
  let begun = false;
  for (let next = 0; next < queue.length; next += 1) {
    const step = queue[next];
    const verdict = step === undefined ? 'not-yet' : turnOf(draft, id, step);
    if (step === undefined || verdict === 'not-yet') continue;
    const rule = rulesOf(workflowOf(draft.state, id).plan).steps[step];
    if (verdict === 'now') {
      openSection(draft, id, step, step + 1);
      begun = true;
    } else if (isFinal || rule?.hasDirective === true) {
      passOver(draft, id, step);
      queue.push(...(rule?.followers ?? []));
    }
  }
  return begun;
}

function turnOf(draft: Draft, id: number, step: number): 'now' | 'conditions' | 'not-yet' {
  const workflow = workflowOf(draft.state, id);
  const rule = rulesOf(workflow.plan).steps[step];
  if (rule === undefined || mapGet(workflow.steps, step) !== undefined) return 'not-yet';
  const isDone = (one: number) => ['ended', 'skipped'].includes(mapGet(workflow.steps, one) ?? '');
  if (!rule.after.every(isDone)) return 'not-yet';
  if (rule.conditions.length === 0) return 'now';
  const lookup = valueLookupIn(draft.state, workflow);
  return rule.conditions.some((line) => conditionsHold(line, lookup)) ? 'now' : 'conditions';
}

function passOver(draft: Draft, id: number, step: number): void {
  const { steps, prefix, plan } = workflowOf(draft.state, id);
  changeWorkflow(draft, id, { steps: mapSet(steps, step, 'skipped') });
  const label = plan.steps[step]?.label ?? '';
  const message = `Step ${prefix}${step + 1}${label === '' ? '' : ` (${label})`} was passed over: its rules do not hold.`;
  writeLine(draft, { kind: 'note', message });
}
