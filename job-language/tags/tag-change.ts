/**
 * A change of tags: `to` replaces each tag of `from`; without `to`, the tags are removed. All tags are lower-cased and
 * unique.
 */
export interface TagChange {
  readonly from: readonly string[];
  readonly to?: string | undefined;
}

/** Returns the tags after a change, in order and without duplicates; undefined if nothing changes. */
export function changedTags(tags: readonly string[], { from, to }: TagChange): string[] | undefined {
  if (!tags.some((tag) => from.includes(tag) && tag !== to)) return undefined;
  return [...new Set(tags.flatMap((tag) => (from.includes(tag) ? (to ?? []) : tag)))];
}
