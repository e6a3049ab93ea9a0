import type { Clock } from '../../dispatch/ports.ts';

/** Interval of the checks, in ms. */
const LOOK_EVERY = 5000;
/** Idle time after which an embedded coordinator stops, in ms. */
const IDLE_FOR = 60_000;

export interface IdleWatchParts {
  /** Returns whether a window, a remote runner, a schedule, an execution or a notification needs the coordinator. */
  readonly isNeeded: () => boolean;
  readonly onIdle: () => void;
  readonly clock: Pick<Clock, 'after' | 'monotonic'>;
}

/**
 * Calls `onIdle` once when the coordinator has not been needed for {@link IDLE_FOR}. Returns a function that stops the
 * watch.
 */
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
