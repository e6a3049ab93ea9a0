import { shownLevel } from '../../../job-language/log-filters/line-filter.ts';
import {
  MASK_PASSWORDS,
  maskReplacement,
  quotedForms,
} from '../../../job-language/log-filters/mask-passwords.ts';
import type { GrantedOperation, SecureValues } from '../../../protocol/runner/claims.ts';
import type { LinkCommand } from '../../link/command.ts';

/** Returns all secrets of an operation. */
export function secretsOf({ options, node }: SecureValues): string[] {
  return [options, node?.keys ?? {}, node?.options ?? {}].flatMap((one) => Object.values(one));
}

/**
 * Returns how the keeper processes an operation's output. Secrets are always masked, even if the step has no filter.
 */
export function outputTreatment(
  { filters, values }: Pick<GrantedOperation, 'filters' | 'values'>,
  given: readonly string[],
): Pick<LinkCommand, 'masks' | 'mask' | 'filters'> {
  const secrets = [...new Set(given)].filter((value) => value !== '');
  const mask = maskReplacement(filters);
  // The keeper masks bytes before it splits lines, so this filter is not among the line filters.
  const ofLines = filters.filter(({ type }) => type !== MASK_PASSWORDS.type);
  return {
    masks: mask === undefined ? secrets : [...secrets, ...secrets.flatMap(quotedForms)],
    ...(mask === undefined ? {} : { mask }),
    ...(ofLines.length === 0
      ? {}
      : { filters: { filters: ofLines, shown: shownLevel(values.job['loglevel']) } }),
  };
}
