/** Adds ids to a list of pinned ids. Drops the oldest ones beyond `most`. */
export function withPins<Id>(pinned: readonly Id[], ids: readonly Id[], most: number): Id[] {
  return [...new Set([...pinned, ...ids])].slice(-most);
}

/** Removes ids from a list of pinned ids. */
export function withoutPins<Id>(pinned: readonly Id[], ids: readonly Id[]): Id[] {
  const removed = new Set(ids);
  return pinned.filter((id) => !removed.has(id));
}
