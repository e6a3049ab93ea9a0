import { emptyMap, mapGet, mapSet, type NumberMap } from './number-map.ts';

/** The entries whose names share a hash, usually one. */
type Bucket<T> = readonly (readonly [name: string, value: T])[];

/** An immutable map with names as keys. A change takes logarithmic time, as for a `NumberMap`. */
export type NameMap<T> = NumberMap<Bucket<T>>;

/** Number of buckets. Large, because a bucket is copied and searched linearly. Only buckets in use take memory. */
const BUCKETS = 2 ** 20;

export function emptyNames<T>(): NameMap<T> {
  return emptyMap();
}

export function nameGet<T>(map: NameMap<T>, name: string): T | undefined {
  return mapGet(map, bucketOf(name))?.find(([key]) => key === name)?.[1];
}

export function nameSet<T>(map: NameMap<T>, name: string, value: T): NameMap<T> {
  const bucket = bucketOf(name);
  const others = (mapGet(map, bucket) ?? []).filter(([key]) => key !== name);
  return mapSet(map, bucket, [...others, [name, value] as const]);
}

/** Hashes a name with FNV-1a, which distributes similar names evenly. */
function bucketOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % BUCKETS;
}
