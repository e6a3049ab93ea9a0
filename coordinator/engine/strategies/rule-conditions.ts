import { expandText } from '../../../job-language/expansion/expand-text.ts';
import { valueNameOf } from '../../../job-language/expansion/reference.ts';
import type { ValueLookup } from '../../../job-language/expansion/value-lookup.ts';
import { compareValues } from '../../../job-language/plan/compare-values.ts';
import type { RuleCondition } from '../../../job-language/plan/workflow-plan.ts';

/**
 * Returns whether all conditions of a rule hold. If a condition cannot be evaluated, for example because its pattern is
 * invalid, returns the reason as a sentence fragment; the rule then does not hold.
 */
export function conditionsHold(conditions: readonly RuleCondition[], lookup: ValueLookup): boolean | string {
  for (const condition of conditions) {
    const answer = holds(condition, lookup);
    if (typeof answer === 'string') return answer;
    if (answer !== condition.wanted) return false;
  }
  return true;
}

/** Returns whether a condition holds. A key without a value equals and matches nothing; as a number, it counts as 0. */
function holds({ key, operator, value, negated }: RuleCondition, lookup: ValueLookup): boolean | string {
  const bare = /^\$\{(.*)\}$/s.exec(key)?.[1] ?? key;
  const name = valueNameOf(bare);
  const has = (name === undefined ? undefined : lookup(name)) ?? '';
  if (operator === undefined) return (has !== '') !== negated;
  if (has === '' && (operator === '==' || operator === '=~')) return false;
  if (has === '' && (operator === '!=' || operator === '!~')) return true;
  return compareValues(has, operator, expandText(value, lookup));
}
