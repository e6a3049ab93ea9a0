/**
 * Sets a key of a map as its newest one. Removes the key that was set longest ago if the map then has more than `most`
 * keys.
 */
export function setNewest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
