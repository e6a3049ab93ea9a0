/** How often is looked, and how long nobody may have needed the coordinator before it ends, in ms. */
const LOOK_EVERY = 5000;
const IDLE_FOR = 60_000;

export interface IdleWatchParts {
  /** Somebody needs the coordinator: a window, a remote runner, an execution. */
  readonly isNeeded: () => boolean;
  readonly onIdle: () => void;
  /** ms, monotonic. */
  readonly now: () => number;
}

/** Tells once that nobody has needed the coordinator for a while. Returns what ends it. */
export function watchIdle({ isNeeded, onIdle, now }: IdleWatchParts): () => void {
  let neededAt = now();
  const timer = setInterval(() => {
    if (isNeeded()) neededAt = now();
    if (now() - neededAt < IDLE_FOR) return;
    clearInterval(timer);
    onIdle();
  }, LOOK_EVERY);
  timer.unref();
  return () => clearInterval(timer);
}
