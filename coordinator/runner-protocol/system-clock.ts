import { LONGEST_TIMER } from '../../support/time/longest-timer.ts';
import type { Clock } from '../dispatch/ports.ts';

/** The clock of this process. */
export const SYSTEM_CLOCK: Clock = {
  epoch: () => Date.now(),
  monotonic: () => performance.now(),
  after(milliseconds, callback) {
    let left = milliseconds;
    let timer: NodeJS.Timeout;
    const wait = () => {
      const now = Math.min(left, LONGEST_TIMER);
      left -= now;
      timer = setTimeout(() => (left > 0 ? wait() : callback()), now);
      timer.unref();
    };
    wait();
    return () => clearTimeout(timer);
  },
};
