import { wholeMatch } from '../../support/patterns/whole-match.ts';
import type { ConditionOperator } from './workflow-plan.ts';

/** The comparisons of conditional steps and rules. */
export type Comparison = ConditionOperator | '=~' | '!~';

/**
 * Compares two texts. Greater and less compare the numbers that the texts begin with, as in Rundeck: `5 GB` is 5, and a
 * text without a number is 0. A pattern must match the whole
 * text. A text exists if it is not empty.
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

/** Returns the number that a text of one line begins with; 0 if there is none. */
function asNumber(text: string): number {
  return Number(/^(-?[0-9]+\.?[0-9]*).*$/.exec(text)?.[1] ?? 0);
}
