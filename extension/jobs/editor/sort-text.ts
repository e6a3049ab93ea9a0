const GROUPS = { snippet: 'a', key: 'b' } as const;

/** Returns the text by which VS Code sorts a completion: by its group, then by its position in the group. */
export function sortTextOf(group: keyof typeof GROUPS, index: number): string {
  return `${GROUPS[group]}${String(index).padStart(3, '0')}`;
}
