import { entryAt, listOf, scalar, scalarText, without } from './source-map-edit.ts';
import type { SourceEntry, SourceMap, SourceValue } from './source-value.ts';

/**
 * Converts elements `<entry key="k" value="v"/>` to a map `k: v`. Returns `{}` for an empty configuration, and a
 * configuration without `entry` elements unchanged.
 */
export function configuration(value: SourceValue): SourceValue {
  if (value.kind === 'scalar') return { kind: 'map', span: value.span, entries: [] };
  if (value.kind === 'list') return value;
  const entry = entryAt(value, 'entry');
  if (entry === undefined) return value;
  const pairs = listOf(entry.value).items.flatMap((item): SourceEntry[] => {
    if (item.kind !== 'map') return [];
    const key = entryAt(item, 'key');
    if (key === undefined) return [];
    const given = entryAt(item, 'value')?.value ?? scalar('', key.value);
    return [{ key: scalarText(key.value), keySpan: key.value.span, value: given }];
  });
  const rest: SourceMap = without(value, 'entry');
  return { ...rest, entries: [...rest.entries, ...pairs] };
}
