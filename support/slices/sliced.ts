import { setImmediate } from 'node:timers/promises';

/** Work that may pause. It should yield at least every few milliseconds, and finally returns its result. */
export type Sliced<Result> = Generator<undefined, Result, undefined>;

/** Time after which {@link inSlices} lets the event loop run, in ms. */
const SLICE_MILLISECONDS = 10;

/** Number of items that are processed between two yields. */
export const SLICE_ITEMS = 256;

/** Runs the work to its end without a pause. */
export function whole<Result>(work: Sliced<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Runs the work in slices, between which the event loop runs. Short work finishes without a pause. */
export async function inSlices<Result>(work: Sliced<Result>): Promise<Result> {
  let end = performance.now() + SLICE_MILLISECONDS;
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() < end) continue;
    await setImmediate();
    end = performance.now() + SLICE_MILLISECONDS;
  }
}

/** Calls `act` with each item and its index, in order. */
export function* eachSliced<Item>(
  items: readonly Item[],
  act: (item: Item, index: number) => void,
): Sliced<void> {
  for (let index = 0; index < items.length; index += 1) {
    // The index is within the list.
    act(items[index] as Item, index);
    if (index % SLICE_ITEMS === SLICE_ITEMS - 1) yield;
  }
}

/** Like `items.map(change)`. */
export function* mapSliced<Item, Changed>(
  items: readonly Item[],
  change: (item: Item, index: number) => Changed,
): Sliced<Changed[]> {
  const changed: Changed[] = [];
  yield* eachSliced(items, (item, index) => void changed.push(change(item, index)));
  return changed;
}

/** Like `items.map(write).join(separator)`. */
export function* joinSliced<Item>(
  items: readonly Item[],
  separator: string,
  write: (item: Item) => string,
): Sliced<string> {
  const parts: string[] = [];
  for (let start = 0; start < items.length; start += SLICE_ITEMS) {
    parts.push(
      items
        .slice(start, start + SLICE_ITEMS)
        .map(write)
        .join(separator),
    );
    yield;
  }
  return parts.join(separator);
}

/** Like `items.filter(keep)`. */
export function* filterSliced<Item>(items: readonly Item[], keep: (item: Item) => boolean): Sliced<Item[]> {
  const kept: Item[] = [];
  yield* eachSliced(items, (item) => {
    if (keep(item)) kept.push(item);
  });
  return kept;
}

/** Number of items that are sorted at once, before runs are merged. */
const RUN_ITEMS = 2048;

/** Like `items.toSorted(compare)`: runs are sorted, then merged in pairs. */
export function* sortSliced<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Sliced<Item[]> {
  let runs: Item[][] = [];
  for (let start = 0; start < items.length; start += RUN_ITEMS) {
    runs.push(items.slice(start, start + RUN_ITEMS).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: Item[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const [one = [], other = []] = runs.slice(at, at + 2);
      merged.push(yield* mergedRuns(one, other, compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergedRuns<Item>(
  left: readonly Item[],
  right: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Sliced<Item[]> {
  const merged: Item[] = [];
  let [fromLeft, fromRight] = [0, 0];
  while (fromLeft < left.length || fromRight < right.length) {
    const takesLeft =
      fromRight >= right.length ||
      (fromLeft < left.length && compare(left[fromLeft] as Item, right[fromRight] as Item) <= 0);
    merged.push((takesLeft ? left[fromLeft++] : right[fromRight++]) as Item);
    if (merged.length % RUN_ITEMS === 0) yield;
  }
  return merged;
}
