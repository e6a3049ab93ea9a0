import type { Clock } from '../dispatch/ports.ts';

/** How often is looked, and how long nobody may have needed the coordinator before it ends, in ms. */
const LOOK_EVERY = 5000;
const IDLE_FOR = 60_000;

export interface IdleWatchParts {
  /** Somebody needs the coordinator: a window, a remote runner, a schedule, an execution. */
  readonly isNeeded: () => boolean;
  readonly onIdle: () => void;
  readonly clock: Pick<Clock, 'after' | 'monotonic'>;
}

/** Tells once that nobody has needed the coordinator for a while. Returns what ends it. */
export function watchIdle({ isNeeded, onIdle, clock }: IdleWatchParts): () => void {
  let neededAt = clock.monotonic();
  let cancel = clock.after(LOOK_EVERY, look);
  return () => cancel();

  function look(): void {
    const now = clock.monotonic();
    if (isNeeded()) neededAt = now;
    if (now - neededAt >= IDLE_FOR) onIdle();
    else cancel = clock.after(LOOK_EVERY, look);
  }
}
