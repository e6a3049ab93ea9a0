const BITS = 5;
const WIDTH = 1 << BITS;

type Branch<T> = { readonly leaf: false; readonly slots: readonly (Block<T> | undefined)[] };
type Leaf<T> = { readonly leaf: true; readonly slots: readonly (T | undefined)[] };
type Block<T> = Branch<T> | Leaf<T>;

/**
 * An immutable, ordered map with small whole numbers as keys. A change copies the path to the entry and shares the
 * rest, so the time of a change is logarithmic in the highest key ever set.
 */
export interface NumberMap<T> {
  /** Number of entries. */
  readonly size: number;
  /** Number of levels above the leaves. */
  readonly depth: number;
  readonly root: Block<T> | undefined;
}

const EMPTY: NumberMap<never> = { size: 0, depth: 0, root: undefined };

export function emptyMap<T>(): NumberMap<T> {
  return EMPTY;
}

export function mapGet<T>(map: NumberMap<T>, key: number): T | undefined {
  if (key >= reach(map.depth)) return undefined;
  let block = map.root;
  for (let level = map.depth; block !== undefined; level -= 1) {
    if (block.leaf) return block.slots[slotOf(key, 0)];
    block = block.slots[slotOf(key, level)];
  }
  return undefined;
}

/** @throws RangeError if the key is not a non-negative whole number. */
export function mapSet<T extends NonNullable<unknown>>(
  map: NumberMap<T>,
  key: number,
  value: T,
): NumberMap<T> {
  if (!Number.isSafeInteger(key) || key < 0)
    throw new RangeError(`the key of a map entry must be a non-negative whole number, not ${key}`);
  let { root, depth } = map;
  while (key >= reach(depth)) {
    if (root !== undefined) root = { leaf: false, slots: [root] };
    depth += 1;
  }
  const size = map.size + (mapGet(map, key) === undefined ? 1 : 0);
  return { size, depth, root: replaced(root, depth, key, value) };
}

export function mapDelete<T extends NonNullable<unknown>>(map: NumberMap<T>, key: number): NumberMap<T> {
  if (mapGet(map, key) === undefined) return map;
  return { ...map, size: map.size - 1, root: without(map.root, map.depth, key) };
}

/** Yields the entries in ascending order of their keys. */
export function* mapEntries<T>(map: NumberMap<T>): Generator<[number, T]> {
  if (map.root !== undefined) yield* entriesIn(map.root, map.depth, 0);
}

export function* mapValues<T>(map: NumberMap<T>): Generator<T> {
  for (const [, value] of mapEntries(map)) yield value;
}

/** Returns the lowest key; undefined if the map is empty. */
export function mapFirst<T>(map: NumberMap<T>): number | undefined {
  for (const [key] of mapEntries(map)) return key;
  return undefined;
}

function* entriesIn<T>(block: Block<T>, level: number, base: number): Generator<[number, T]> {
  if (block.leaf) {
    for (const [slot, value] of block.slots.entries()) if (value !== undefined) yield [base + slot, value];
    return;
  }
  for (const [slot, child] of block.slots.entries()) {
    if (child !== undefined) yield* entriesIn(child, level - 1, base + slot * WIDTH ** level);
  }
}

function replaced<T>(block: Block<T> | undefined, level: number, key: number, value: T): Block<T> {
  const slot = slotOf(key, level);
  if (level === 0) {
    const slots = block?.leaf === true ? [...block.slots] : [];
    slots[slot] = value;
    return { leaf: true, slots };
  }
  const slots = block?.leaf === false ? [...block.slots] : [];
  slots[slot] = replaced(slots[slot], level - 1, key, value);
  return { leaf: false, slots };
}

/** Returns the block without the key; undefined if no entry is left. */
function without<T>(block: Block<T> | undefined, level: number, key: number): Block<T> | undefined {
  if (block === undefined) return undefined;
  const slot = slotOf(key, level);
  if (block.leaf) {
    const slots = [...block.slots];
    slots[slot] = undefined;
    return slots.every((value) => value === undefined) ? undefined : { leaf: true, slots };
  }
  const slots = [...block.slots];
  slots[slot] = without(slots[slot], level - 1, key);
  return slots.every((child) => child === undefined) ? undefined : { leaf: false, slots };
}

/** Returns the lowest key that does not fit into a tree of this depth. */
function reach(depth: number): number {
  return WIDTH ** (depth + 1);
}

function slotOf(key: number, level: number): number {
  return Math.floor(key / WIDTH ** level) % WIDTH;
}
