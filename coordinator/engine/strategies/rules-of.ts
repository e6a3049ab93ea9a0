import type { RuleCondition, StepRule, WorkflowPlan } from '../../../job-language/plan/workflow-plan.ts';

/** The rules that apply to one step of a workflow. Steps are identified by index, from 0. */
export interface RulesOfStep {
  /** Steps that must end or be skipped before this one starts. -1 for a step that does not exist. */
  readonly after: readonly number[];
  /** Steps that wait for this step. */
  readonly followers: readonly number[];
  /**
   * Conditions by rule line. The step runs if all conditions of at least one line hold. Empty if the step has no
   * condition.
   */
  readonly conditions: readonly (readonly RuleCondition[])[];
  /** Whether a line contains a directive such as `run-after`. */
  readonly hasDirective: boolean;
}

export interface Rules {
  readonly steps: readonly RulesOfStep[];
  /** Steps that do not wait for other steps. */
  readonly first: readonly number[];
  /** Steps with conditions but without a directive. Their conditions are checked whenever a step ends. */
  readonly asked: readonly number[];
}

const KNOWN = new WeakMap<WorkflowPlan, Rules>();

/**
 * Returns the rules of a workflow by step. Rules are additive, as in Rundeck: a step waits for the steps that any of
 * its directives lists, and runs if the conditions of any of its lines hold. A step without rules runs at the start.
 */
export function rulesOf(plan: WorkflowPlan): Rules {
  const known = KNOWN.get(plan) ?? read(plan);
  KNOWN.set(plan, known);
  return known;
}

function read({ steps, rules = [] }: WorkflowPlan): Rules {
  const labels = new Map(steps.map(({ label }, index) => [label, index]));
  const indexOf = (step: number | string): number => {
    const index = typeof step === 'number' ? step - 1 : (labels.get(step) ?? -1);
    return index < steps.length ? index : -1;
  };
  const lines: StepRule[][] = steps.map(() => []);
  for (const rule of rules) {
    const named = rule.steps === 'all' ? steps.keys() : rule.steps.map(indexOf);
    for (const step of named) lines[step]?.push(rule);
  }
  const followers: number[][] = steps.map(() => []);
  const read = lines.map((rulesOfStep, step) => {
    const after = new Set<number>();
    for (const { runInSequence, runAfter } of rulesOfStep) {
      if (runInSequence && step > 0) after.add(step - 1);
      for (const one of runAfter) after.add(indexOf(one));
    }
    for (const one of after) followers[one]?.push(step);
    return {
      after: [...after],
      followers: followers[step] ?? [],
      conditions: rulesOfStep.map(({ conditions }) => conditions).filter(({ length }) => length > 0),
      hasDirective: rulesOfStep.some(
        ({ runAtStart, runInSequence, runAfter }) => runAtStart || runInSequence || runAfter.length > 0,
      ),
    };
  });
  const where = (holds: (rule: RulesOfStep) => boolean) =>
    [...read.keys()].filter((step) => read[step] !== undefined && holds(read[step]));
  return {
    steps: read,
    first: where(({ after }) => after.length === 0),
    asked: where(({ hasDirective, conditions }) => !hasDirective && conditions.length > 0),
  };
}
