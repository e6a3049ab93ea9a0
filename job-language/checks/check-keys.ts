import { type KeyPlace, PLACE_NAMES } from '../keys/key-places.ts';
import { knownKey, suggestedKey } from '../keys/known-keys.ts';
import type { Finding } from '../source/problem.ts';
import {
  type SourceEntry,
  type SourceMap,
  type SourcePath,
  type SourceValue,
  saysNothing,
} from '../source/source-value.ts';

/**
 * Checks every key of a normalised job. Warns of keys that the format does not know, of keys that have no effect here,
 * and of unquoted values that YAML reads differently from how they look. Does not check keys below an unknown key.
 */
export function checkKeys(job: SourceMap, path: SourcePath): Finding[] {
  return valueFindings(job, 'job', path);
}

function valueFindings(value: SourceValue, place: KeyPlace, path: SourcePath): Finding[] {
  if (value.kind === 'list') {
    return value.items.flatMap((item, index) => valueFindings(item, place, [...path, index]));
  }
  if (value.kind === 'scalar') return [];
  const taken = new Set(value.entries.map(({ key }) => key));
  return value.entries.flatMap((entry) => entryFindings(entry, place, [...path, entry.key], taken));
}

/** @param taken the keys of the map; each suggested key is added */
function entryFindings(entry: SourceEntry, place: KeyPlace, path: SourcePath, taken: Set<string>): Finding[] {
  const known = knownKey(place, entry.key);
  if (known === undefined) return [unknownKey(entry, place, path, taken)];
  return [
    ...(known.isText ? misreadTexts(entry.value, path) : []),
    ...ignoredKey(entry, known.remedy, path),
    ...(known.below === undefined ? [] : valueFindings(entry.value, known.below, path)),
  ];
}

function ignoredKey(
  { key, keySpan: span, value }: SourceEntry,
  remedy: string | undefined,
  path: SourcePath,
): Finding[] {
  if (remedy === undefined || saysNothing(value)) return [];
  const message = `"${key}" is kept, but has no effect here. ${remedy}`;
  return [{ severity: 'warning', code: 'not-executed', message, span, path }];
}

/**
 * Finds unquoted values that YAML 1.1 reads differently from how they look: `no` as `false`, `1.10` as `1.1`.
 */
function misreadTexts(text: SourceValue, path: SourcePath): Finding[] {
  if (text.kind === 'list') return text.items.flatMap((item) => misreadTexts(item, path));
  if (text.kind === 'map' || text.written === undefined) return [];
  const { written, value, span } = text;
  const message = `Unquoted, ${written} reads as "${value}" in YAML. Write '${written}' to keep it unchanged.`;
  return [{ severity: 'warning', code: 'reads-otherwise', message, span, path }];
}

function unknownKey(
  { key, keySpan: span }: SourceEntry,
  place: KeyPlace,
  path: SourcePath,
  taken: Set<string>,
): Finding {
  const meant = suggestedKey(place, key);
  // Only the first of two misspellings can be replaced: the map would contain the key twice.
  const suggestion = meant === undefined || taken.has(meant) ? undefined : { instead: key, text: meant };
  if (meant !== undefined) taken.add(meant);
  const effect =
    meant === undefined
      ? '. It is kept, but has no effect.'
      : `, so it has no effect. Did you mean "${meant}"?`;
  const message = `"${shortened(key)}" is not a key of ${PLACE_NAMES[place]}${effect}`;
  return { severity: 'warning', code: 'unknown-key', message, span, path, suggestion };
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
