/** What becomes of tags: `to` stands for each of `from`, or nothing does where it is absent. Lower-cased, each once. */
export interface TagChange {
  readonly from: readonly string[];
  readonly to?: string | undefined;
}

/** The tags after a change, in their order and each once; undefined where it changes none of them. */
export function changedTags(tags: readonly string[], { from, to }: TagChange): string[] | undefined {
  if (!tags.some((tag) => from.includes(tag) && tag !== to)) return undefined;
  return [...new Set(tags.flatMap((tag) => (from.includes(tag) ? (to ?? []) : tag)))];
}
