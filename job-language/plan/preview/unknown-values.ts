import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import type { PlanStep } from '../workflow-plan.ts';

/** Matches the references in a text. `EXPRESSION` matches those whose values are known only at run time. */
const UNKNOWN = /(?:\$\{(?:unquoted)?([^\s}"]+)\}|@([^\s@"]+)@)/g;
const EXPRESSION = /^(?:\d+:)?(data|exec|result|file)\.([^@/*\s]+)(.*)$/s;

/**
 * Returns values that replace each reference to a run-time value with the reference itself, so that
 * `${data.k}` remains `${data.k}` in the text.
 */
export function withUnknowns(step: PlanStep, values: OperationValues): OperationValues {
  const groups: Record<string, Record<string, string>> = {};
  const references: Record<string, string> = {};
  for (const expression of expressionsIn(step)) {
    const [, group = '', key = '', place] = EXPRESSION.exec(expression) ?? [];
    if (key === '') continue;
    const reference = `\${${expression}}`;
    if (place === '' && expression.startsWith(`${group}.`))
      groups[group] = { ...groups[group], [key]: reference };
    else references[expression] = reference;
  }
  return {
    ...values,
    groups: { ...values.groups, ...groups },
    references: { ...values.references, ...references },
  };
}

/** Whether a text depends on run-time values. */
export function dependsOnRun(text: string): boolean {
  return matches(text).some((expression) => EXPRESSION.test(expression));
}

/** Whether the action of a step may differ between nodes. */
export function dependsOnNode(step: PlanStep): boolean {
  return expressionsIn(step).some((expression) => expression.startsWith('node.'));
}

function expressionsIn(step: PlanStep): string[] {
  if (step.kind === 'operation') return matches(JSON.stringify(step.template));
  if (step.kind === 'reference') return matches(step.reference.args);
  if (step.kind === 'flow-control') return matches(JSON.stringify(step.configuration));
  return step.kind === 'conditional' ? matches(JSON.stringify(step.groups)) : [];
}

function matches(text: string): string[] {
  return Array.from(text.matchAll(UNKNOWN), ([, argument, script]) => argument ?? script ?? '');
}
