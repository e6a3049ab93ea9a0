import type { OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';

/** An entry of compacted output: the values that differ from the previous entry, or only the text of the line. */
export type CompactedEntry = string | Readonly<Record<string, unknown>>;

/** The newest API version in which an entry whose only changed value is `log` is a string instead of an object. */
export const LAST_VERSION_WITH_TEXTS = 58;

/**
 * Returns Rundeck's compacted form of entries: each contains only the values that differ from the previous entry, and
 * null for a value that the previous entry has and this one does not. With `asText`, an entry in which only `log`
 * differs is the string of its `log`.
 */
export function compactedEntries(entries: readonly OutputEntry[], asText: boolean): CompactedEntry[] {
  let previous: Readonly<Record<string, unknown>> = {};
  return entries.map((entry) => {
    const current: Readonly<Record<string, unknown>> = { ...entry };
    const names = new Set([...Object.keys(previous), ...Object.keys(current)]);
    const changed = Object.fromEntries(
      [...names]
        .filter((name) => JSON.stringify(current[name]) !== JSON.stringify(previous[name]))
        .map((name) => [name, current[name] ?? null]),
    );
    previous = current;
    const isLogOnly = asText && Object.keys(changed).length === 1 && 'log' in changed;
    return isLogOnly ? entry.log : changed;
  });
}
