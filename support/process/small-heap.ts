import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young generation of the heap at its present size. Output passes through as short-lived buffers, which are
 * freed with the small objects that refer to them. A larger young generation keeps more dead buffers in memory (40 MB
 * at 200 MB of output) and saves no time.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Collects the old generation once it has grown by two thirds, instead of by its own size or more. The memory
 * held for many connections is small, but the garbage made while they open is not (50 MB at 1,000 nodes, with
 * no time saved). Collecting already at a quarter would free no more memory, and would cost the keeper a
 * quarter of its time.
 */
export function keepOldHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=70');
}

/**
 * Collects for a small heap. A keeper then holds a third less of the memory that is copied when it forks (23 instead of 32
 * MB), so that each of its steps starts sooner.
 */
export function collectForSize(): void {
  setFlagsFromString('--optimize-for-size');
}

/** Ends {@link collectForSize}: with many SSH connections it saves no memory, and a step takes a sixth longer. */
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
