import type { SourceEntry, SourceList, SourceMap, SourceScalar, SourceValue } from './source-value.ts';

/** Returns the entry of a map, even if its value is null. */
export function entryAt(map: SourceMap, key: string): SourceEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** Returns the map under a key; undefined if the value is not a map. */
export function mapAt(map: SourceMap, key: string): SourceMap | undefined {
  const value = entryAt(map, key)?.value;
  return value?.kind === 'map' ? value : undefined;
}

export function without(map: SourceMap, ...keys: readonly string[]): SourceMap {
  return { ...map, entries: map.entries.filter((entry) => !keys.includes(entry.key)) };
}

/** Returns the map with these entries at its end, and without other entries of the same keys. */
export function withEntries(map: SourceMap, ...entries: readonly (SourceEntry | undefined)[]): SourceMap {
  const given = entries.filter((entry) => entry !== undefined);
  const rest = without(map, ...given.map(({ key }) => key)).entries;
  return { ...map, entries: [...rest, ...given] };
}

/** Returns the map with a renamed key, or the unchanged map if the new name exists already. */
export function renamed(map: SourceMap, from: string, to: string): SourceMap {
  if (entryAt(map, to) !== undefined) return map;
  return {
    ...map,
    entries: map.entries.map((entry) => (entry.key === from ? { ...entry, key: to } : entry)),
  };
}

/** Returns the map with a changed value, if the key exists. */
export function withChanged(
  map: SourceMap,
  key: string,
  change: (value: SourceValue) => SourceValue,
): SourceMap {
  return {
    ...map,
    entries: map.entries.map((entry) =>
      entry.key === key ? { ...entry, value: change(entry.value) } : entry,
    ),
  };
}

/** Returns a copy of an entry with the given key; undefined if there is no entry. */
export function entryAs(entry: SourceEntry | undefined, key: string): SourceEntry | undefined {
  return entry === undefined ? undefined : { ...entry, key };
}

/** Returns a list unchanged, anything else as a list with one item, and an empty list for an empty element. */
export function listOf(value: SourceValue): SourceList {
  if (value.kind === 'list') return value;
  const items = value.kind === 'scalar' && value.value === null ? [] : [value];
  return { kind: 'list', span: value.span, items };
}

export function eachMap(value: SourceValue, change: (map: SourceMap) => SourceValue): SourceValue {
  if (value.kind === 'map') return change(value);
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => eachMap(item, change)) };
  return value;
}

export function scalarText(value: SourceValue | undefined): string {
  return value?.kind === 'scalar' && value.value !== null ? String(value.value) : '';
}

export function scalar(value: SourceScalar['value'], { span }: Pick<SourceScalar, 'span'>): SourceScalar {
  return { kind: 'scalar', span, value, written: undefined };
}
