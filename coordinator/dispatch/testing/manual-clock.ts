import type { Clock } from '../ports.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that a test advances. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #epochAtStart = 1_700_000_000_000;
  readonly #timers = new Set<Timer>();

  epoch(): number {
    return this.#epochAtStart + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer: Timer = { at: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Advances the clock and fires each timer at its time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }

  /** Advances the clock as if the process had been suspended: due timers fire only at the end. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
    this.advance(0);
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (first === undefined || timer.at < first.at) first = timer;
    return first;
  }
}
