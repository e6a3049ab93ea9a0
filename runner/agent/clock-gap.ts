/** Longer than any garbage collection; what stood still that long may have lost its connections unnoticed. */
const GAP_MILLISECONDS = 5000;
const TICK_MILLISECONDS = 1000;

export interface Clocks {
  /** Goes only forward, and stands still while some systems sleep. */
  readonly monotonic: () => number;
  /** Goes on while the machine sleeps, and may be set. */
  readonly wall: () => number;
}

/** How long this process did not run between two looks at the clocks, ms: it was stopped, or the machine slept. */
export function gapBetween(
  before: { readonly monotonic: number; readonly wall: number },
  now: { readonly monotonic: number; readonly wall: number },
): number {
  const elapsed = Math.max(now.monotonic - before.monotonic, now.wall - before.wall);
  return Math.max(0, elapsed - TICK_MILLISECONDS);
}

/** Tells of each gap in this process's own time. Returns what ends the watch. */
export function watchForGaps(clocks: Clocks, onGap: (milliseconds: number) => void): () => void {
  const look = () => ({ monotonic: clocks.monotonic(), wall: clocks.wall() });
  let before = look();
  const timer = setInterval(() => {
    const now = look();
    const gap = gapBetween(before, now);
    before = now;
    if (gap > GAP_MILLISECONDS) onGap(gap);
  }, TICK_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}
