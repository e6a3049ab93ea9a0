import { isDeepStrictEqual } from 'node:util';
import type { ReplicaSnapshot } from '../ports.ts';

/** Properties that change with every poll. Listeners are not notified of them. */
const VOLATILE: readonly string[] = ['uptime', 'lastSignOfLife', 'polling'];

/** Returns whether a listener that received the snapshot `before` must be notified of `now`. */
export function differsVisibly(before: ReplicaSnapshot | undefined, now: ReplicaSnapshot): boolean {
  return before === undefined || differs(before, now) || differs(now, before);
}

/** Returns whether a property of `one` is missing in `other` or has a different value there. */
function differs<T extends object>(one: T, other: T): boolean {
  for (const key in one) {
    if (one[key] === other[key] || VOLATILE.includes(key)) continue;
    if (typeof one[key] !== 'object' || !isDeepStrictEqual(one[key], other[key])) return true;
  }
  return false;
}
