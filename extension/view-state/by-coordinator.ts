/** Maximum number of coordinators for which a workspace stores values. */
export const MOST_COORDINATORS = 20;

/** Replaces the entry of a coordinator. Drops the entries that were changed least recently beyond the limit. */
export function withEntry<T extends { readonly coordinator: string }>(entries: readonly T[], entry: T): T[] {
  const others = entries.filter(({ coordinator }) => coordinator !== entry.coordinator);
  return [...others, entry].slice(-MOST_COORDINATORS);
}
