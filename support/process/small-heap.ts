import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young generation of the heap at its present size. Output consists of short-lived buffers, which are freed
 * together with the small objects that refer to them. A larger young generation keeps more dead buffers in memory (40
 * MB at 200 MB of output) and saves no time.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Makes V8 collect the old generation once it has grown by 70 percent, instead of 100 percent or more. Opening many
 * connections creates far more garbage than the connections then use: 50 MB in a keeper at 1,000 nodes, up to 100 MB in
 * a coordinator at 2,000 streams that nobody reads. Collecting at 25 percent would free no more memory, and would cost
 * the keeper a quarter of its time.
 */
export function keepOldHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=70');
}

/**
 * Makes V8 collect for a small heap rather than for speed. A forking keeper then copies a third less memory (23 instead
 * of 32 MB), so that each of its steps starts sooner.
 */
export function collectForSize(): void {
  setFlagsFromString('--optimize-for-size');
}

/**
 * Reverts {@link collectForSize}. With many SSH connections, a small heap saves no memory and makes a step take a sixth
 * longer.
 */
export function collectForSpeed(): void {
  setFlagsFromString('--no-optimize-for-size');
}

/**
 * Turns off the optimizing compiler of WebAssembly. Undici parses HTTP in one large WebAssembly function. Optimizing it
 * takes 26 MB soon after the start, which is the peak of a runner's memory. Without it, an answer takes a hundredth of
 * a millisecond longer.
 */
export function compileWasmOnce(): void {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
}
