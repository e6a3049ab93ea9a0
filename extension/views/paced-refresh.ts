import { systemTimer, type Timer } from '../lifecycle/system-timer.ts';

/** Shortest pause between two refreshes, in ms. */
const SHORTEST_PAUSE_MS = 50;
/** The pause is at least this multiple of the last refresh's duration, so that many events do not keep VS Code busy. */
const PAUSE_PER_REFRESH = 4;

/** The time in ms, and timers. */
export interface RefreshTimers {
  readonly now: () => number;
  readonly after: Timer;
}

const SYSTEM_TIMERS: RefreshTimers = {
  now: () => performance.now(),
  after: systemTimer,
};

/**
 * Refreshes after requests: at once if the last pause has ended, otherwise once for all requests of the pause. A
 * refresh follows the last request.
 */
export class PacedRefresh {
  readonly #refresh: () => void;
  readonly #timers: RefreshTimers;
  #notBefore = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(refresh: () => void, timers = SYSTEM_TIMERS) {
    this.#refresh = refresh;
    this.#timers = timers;
  }

  /** Refreshes now if the pause has ended, otherwise at its end. */
  request(): void {
    if (this.#cancel !== undefined) return;
    const wait = this.#notBefore - this.#timers.now();
    if (wait <= 0) this.now();
    else this.#cancel = this.#timers.after(wait, () => this.now());
  }

  /** Refreshes at once. */
  now(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const began = this.#timers.now();
    try {
      this.#refresh();
    } finally {
      const ended = this.#timers.now();
      this.#notBefore = ended + Math.max(SHORTEST_PAUSE_MS, PAUSE_PER_REFRESH * (ended - began));
    }
  }

  dispose(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
