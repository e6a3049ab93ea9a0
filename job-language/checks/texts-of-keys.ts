import { isRecord } from '../../support/records/is-record.ts';
import type { KeyPlace } from '../keys/key-places.ts';
import type { KnownKey } from '../keys/known-key.ts';
import { KNOWN_KEYS } from '../keys/known-keys.ts';
import type { SourcePath } from '../source/source-value.ts';

/** A text that belongs to a key of a job. */
export interface KeyText {
  readonly known: KnownKey;
  /** Keys and indexes that lead to the text. */
  readonly path: SourcePath;
  readonly text: string;
}

/** Returns the texts of the selected keys in a map of a parsed job, except those of the steps in it. */
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
  const find: FindTexts = (map, place, path) =>
    (visited.get(place) ?? []).flatMap((known): KeyText[] => {
      const value = map[known.key];
      if (value === undefined) return [];
      const at = [...path, known.key];
      if (isSelected(known)) return textsIn(value, at).map((found) => ({ ...found, known }));
      const { below } = known;
      return below === undefined
        ? []
        : mapsIn(value, at).flatMap(([inner, within]) => find(inner, below, within));
    });
  return find;
}

/** Returns a text, the texts of a map, or those of the items of a list. */
function textsIn(value: unknown, path: SourcePath): Omit<KeyText, 'known'>[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, text]) =>
    typeof text === 'string' ? [{ path: [...path, key], text }] : [],
  );
}

/** Returns a map, or the maps of a list, each with its path. */
function mapsIn(value: unknown, path: SourcePath): [map: Record<string, unknown>, path: SourcePath][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => mapsIn(item, [...path, index]));
  return isRecord(value) ? [[value, path]] : [];
}
