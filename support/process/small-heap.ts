import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young part of the heap as small as it is now. Output passes through as buffers that live for a moment and
 * are freed with the small objects that refer to them: the larger that part grows, the more dead buffers wait in memory
 * (at 200 MB of output 40 MB, for no time gained).
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Collects the old part of the heap once it has grown by two thirds, not by its double and more: what is held for many
 * connections at once is small, and what is dropped on the way to them is not (at 1,000 nodes 50 MB, for no time gained).
 * By a quarter would hold no less, and cost the keeper a quarter of its time.
 */
export function keepOldHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=70');
}

/**
 * Leaves WebAssembly as it is compiled at first. Undici reads HTTP by one large function of it, and compiling that anew
 * for speed takes 26 MB at once, soon after the start: the most that a runner ever needs. Without, an answer costs it a
 * hundredth of a millisecond more.
 */
export function compileWasmOnce(): void {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
}
