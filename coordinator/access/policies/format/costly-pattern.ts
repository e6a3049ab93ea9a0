import { POLICY_LIMITS } from './acl-policy.ts';

/**
 * Returns why a pattern must not be compiled; undefined if it may. Counted repetitions multiply the size of what they
 * repeat, so that compiling many or large ones could take long.
 */
export function costlyPatternProblem(pattern: string): string | undefined {
  if (pattern.length > POLICY_LIMITS.pattern) return `it has more than ${POLICY_LIMITS.pattern} characters`;
  if ((pattern.match(/\{/g) ?? []).length > 4 || /\{[\d,]*\d{3}/.test(pattern))
    return 'it has more than 4 counted repetitions, or a count over 99';
  return undefined;
}
