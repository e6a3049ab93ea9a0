import { wholeMatch } from '../../support/patterns/whole-match.ts';
import type { ConditionOperator } from './workflow-plan.ts';

/** The comparisons of conditional steps and rules. */
export type Comparison = ConditionOperator | '=~' | '!~';

/**
 * Compares two strings. Greater and less compare the numbers at the start of the strings, as in Rundeck: `5 GB` is 5,
 * and a string without a number is 0. A pattern must match the whole string. A string exists if it is not empty.
 *
 * @returns the result; if the pattern is invalid, the problem as part of a sentence
 */
export function compareValues(left: string, comparison: Comparison, right: string): boolean | string {
  switch (comparison) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case 'exists':
      return left !== '';
    case 'not exists':
      return left === '';
    case 'contains':
      return left.includes(right);
    case 'matches':
    case '=~':
      return wholeMatch(right, left);
    case '!~': {
      const matches = wholeMatch(right, left);
      return typeof matches === 'string' ? matches : !matches;
    }
    case '>':
      return asNumber(left) > asNumber(right);
    case '<':
      return asNumber(left) < asNumber(right);
    case '>=':
      return asNumber(left) >= asNumber(right);
    case '<=':
      return asNumber(left) <= asNumber(right);
  }
}

/** Returns the number at the start of a single-line string; 0 if there is none. */
function asNumber(text: string): number {
  return Number(/^(-?[0-9]+\.?[0-9]*).*$/.exec(text)?.[1] ?? 0);
}
