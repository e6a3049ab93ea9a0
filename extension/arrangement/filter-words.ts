/** Returns whether the texts of an item contain every word of a filter. */
export type WordFilter = (texts: readonly string[]) => boolean;

/**
 * Creates the test for a filter. Words are separated by white space and compared without regard to case. A filter
 * without words selects everything.
 */
export function wordFilter(filter: string | undefined): WordFilter {
  const words = wordsOf(filter ?? '');
  if (words.length === 0) return () => true;
  return (texts) => {
    const searched = texts.join('\n').toLowerCase();
    return words.every((word) => searched.includes(word));
  };
}

function wordsOf(filter: string): readonly string[] {
  return filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
