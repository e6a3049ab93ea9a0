/** Minimum gap to report, in ms. Longer than any garbage collection pause, but may have broken connections silently. */
const GAP_MILLISECONDS = 5000;
const TICK_MILLISECONDS = 1000;

export interface Clocks {
  /** Returns ms. Never goes back; stops while some systems sleep. */
  readonly monotonic: () => number;
  /** Returns epoch ms. Continues while the machine sleeps; jumps when the clock is set. */
  readonly wall: () => number;
}

/**
 * Returns how long this process did not run between two consecutive ticks, in ms. A process does not run while it is
 * stopped or the machine sleeps.
 */
export function gapBetween(
  before: { readonly monotonic: number; readonly wall: number },
  now: { readonly monotonic: number; readonly wall: number },
): number {
  const elapsed = Math.max(now.monotonic - before.monotonic, now.wall - before.wall);
  return Math.max(0, elapsed - TICK_MILLISECONDS);
}

/** Reports each gap in the running time of this process. Returns a function that stops the watch. */
export function watchForGaps(clocks: Clocks, onGap: (milliseconds: number) => void): () => void {
  const read = () => ({ monotonic: clocks.monotonic(), wall: clocks.wall() });
  let before = read();
  const timer = setInterval(() => {
    const now = read();
    const gap = gapBetween(before, now);
    before = now;
    if (gap > GAP_MILLISECONDS) onGap(gap);
  }, TICK_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}
