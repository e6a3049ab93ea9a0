import { matchOf, type SelectorParts } from '../format/runner-selector.ts';
import { changedFilter } from '../runner-filter/change-tags.ts';
import { parseRunnerFilter } from '../runner-filter/parse-runner-filter.ts';
import { changedTags, type TagChange } from './tag-change.ts';

/** The effect of a change of tags on a runner selector. */
export type SelectorChange =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly tags: string[]; readonly filter: string }
  | { readonly kind: 'blocked'; readonly problem: string };

/** Applies a change of tags to a selector whose filter is valid. References in the filter are not expanded. */
export function changedSelector(
  parts: Pick<SelectorParts, 'tags' | 'type' | 'expression'>,
  change: TagChange,
): SelectorChange {
  const { tags, expression } = parts;
  if (tags.length === 0) return { kind: 'same' };
  const after = changedTags(tags, change);
  if (expression !== undefined) {
    const result = changedFilter(expression, parseRunnerFilter(expression, matchOf(parts)), change);
    return result.kind === 'changed' ? { kind: 'changed', tags: after ?? tags, filter: result.text } : result;
  }
  if (after === undefined) return { kind: 'same' };
  if (after.length > 0) return { kind: 'changed', tags: after, filter: after.join(',') };
  return { kind: 'blocked', problem: 'it asks for no other tag, and would be left without a runner' };
}
