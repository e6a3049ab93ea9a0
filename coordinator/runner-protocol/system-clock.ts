import type { Clock } from '../dispatch/ports.ts';

/** The clock of this process. */
export const SYSTEM_CLOCK: Clock = {
  epoch: () => Date.now(),
  monotonic: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
