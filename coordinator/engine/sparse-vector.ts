const BITS = 5;
const WIDTH = 1 << BITS;

type Branch<T> = { readonly leaf: false; readonly slots: readonly (Block<T> | undefined)[] };
type Leaf<T> = { readonly leaf: true; readonly slots: readonly (T | undefined)[] };
type Block<T> = Branch<T> | Leaf<T>;

/**
 * An immutable vector of a fixed size in which most places may be empty. A change copies the path to its place and
 * shares the rest, so it costs a logarithm of the size, and an untouched place costs nothing.
 */
export interface SparseVector<T> {
  readonly size: number;
  /** Levels above the leaves. */
  readonly depth: number;
  readonly root: Block<T> | undefined;
}

export function emptyVector<T>(size: number): SparseVector<T> {
  let depth = 0;
  for (let reach = WIDTH; reach < size; reach *= WIDTH) depth += 1;
  return { size, depth, root: undefined };
}

export function vectorGet<T>(vector: SparseVector<T>, index: number): T | undefined {
  let block = vector.root;
  for (let level = vector.depth; block !== undefined; level -= 1) {
    if (block.leaf) return block.slots[slotOf(index, 0)];
    block = block.slots[slotOf(index, level)];
  }
  return undefined;
}

/** @throws RangeError for an index outside the vector. */
export function vectorSet<T>(vector: SparseVector<T>, index: number, value: T): SparseVector<T> {
  if (!Number.isInteger(index) || index < 0 || index >= vector.size) {
    throw new RangeError(`index ${index} outside a vector of ${vector.size}`);
  }
  return { ...vector, root: replaced(vector.root, vector.depth, index, value) };
}

function replaced<T>(block: Block<T> | undefined, level: number, index: number, value: T): Block<T> {
  if (level === 0) {
    const slots = block?.leaf === true ? [...block.slots] : [];
    slots[slotOf(index, 0)] = value;
    return { leaf: true, slots };
  }
  const slots = block?.leaf === false ? [...block.slots] : [];
  const slot = slotOf(index, level);
  slots[slot] = replaced(slots[slot], level - 1, index, value);
  return { leaf: false, slots };
}

function slotOf(index: number, level: number): number {
  return Math.floor(index / WIDTH ** level) % WIDTH;
}
