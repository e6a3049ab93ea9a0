import { emptyMap, mapGet, mapSet, type NumberMap } from './number-map.ts';

/** Names of one place: few, mostly one. */
type Named<T> = readonly (readonly [name: string, value: T])[];

/** An immutable map from names. A change costs a logarithm of how many it holds, as that of numbers does. */
export type NameMap<T> = NumberMap<Named<T>>;

/** Places of names; more names than these share them. */
const PLACES = 2 ** 20;

export function emptyNames<T>(): NameMap<T> {
  return emptyMap();
}

export function nameGet<T>(map: NameMap<T>, name: string): T | undefined {
  return mapGet(map, placeOf(name))?.find(([held]) => held === name)?.[1];
}

export function nameSet<T>(map: NameMap<T>, name: string, value: T): NameMap<T> {
  const place = placeOf(name);
  const others = (mapGet(map, place) ?? []).filter(([held]) => held !== name);
  return mapSet(map, place, [...others, [name, value] as const]);
}

/** FNV-1a, so that names that are alike lie apart. */
function placeOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % PLACES;
}
