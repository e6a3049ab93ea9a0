import { isRecord } from '../../support/records/is-record.ts';
import type { KeyPlace } from '../keys/key-places.ts';
import type { KnownKey } from '../keys/known-key.ts';
import { KNOWN_KEYS } from '../keys/known-keys.ts';
import type { SourcePath } from '../source/source-value.ts';

/** A string at a key of a job. */
export interface KeyText {
  readonly known: KnownKey;
  /** Keys and indexes that lead to the string. */
  readonly path: SourcePath;
  readonly text: string;
}

/** Returns the strings at the selected keys in a map of a parsed job. Excludes the steps in the map. */
export type FindTexts = (
  map: Readonly<Record<string, unknown>>,
  place: KeyPlace,
  path: SourcePath,
) => KeyText[];

/** Returns a function that visits only the keys that are selected, or that lead to a selected key. */
export function textsOfKeys(isSelected: (known: KnownKey) => boolean): FindTexts {
  const visited = new Map<KeyPlace, readonly KnownKey[]>();
  const prepare = (place: KeyPlace): boolean => {
    const keys = KNOWN_KEYS.filter(
      (known) =>
        known.place === place &&
        (isSelected(known) || (known.below !== undefined && known.below !== 'step' && prepare(known.below))),
    );
    visited.set(place, keys);
    return keys.length > 0;
  };
  prepare('job');
  prepare('step');
  const visit = (value: unknown, place: KeyPlace, path: SourcePath, found: KeyText[]): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, place, [...path, index], found);
    } else if (isRecord(value)) {
      for (const known of visited.get(place) ?? []) {
        const below = value[known.key];
        if (below === undefined) continue;
        const at = [...path, known.key];
        if (isSelected(known)) addTexts(known, below, at, found);
        else if (known.below !== undefined) visit(below, known.below, at, found);
      }
    }
  };
  return (map, place, path) => {
    const found: KeyText[] = [];
    visit(map, place, path, found);
    return found;
  };
}

/** Adds a string, or the strings in a map or a list. */
function addTexts(known: KnownKey, value: unknown, path: SourcePath, found: KeyText[]): void {
  if (typeof value === 'string') found.push({ known, path, text: value });
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) addTexts(known, item, [...path, index], found);
  } else if (isRecord(value)) {
    for (const [key, text] of Object.entries(value))
      if (typeof text === 'string') found.push({ known, path: [...path, key], text });
  }
}
