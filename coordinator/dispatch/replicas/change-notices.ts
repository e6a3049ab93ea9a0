import type { RunnerId } from '../../../protocol/ids.ts';
import type { Clock } from '../ports.ts';

/** Changes within this time, in ms, are reported together. */
const TOGETHER = 50;

/**
 * Notifies listeners of changed runners. The first change is reported at once; later changes within {@link TOGETHER}
 * are combined.
 */
export class ChangeNotices {
  readonly #clock: Clock;
  readonly #listeners = new Set<(runners: ReadonlySet<RunnerId>) => void>();
  #changed = new Set<RunnerId>();
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  subscribe(listener: (runners: ReadonlySet<RunnerId>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  note(runner: RunnerId): void {
    if (this.#listeners.size === 0) return;
    this.#changed.add(runner);
    if (this.#cancelTimer !== undefined) return;
    this.#cancelTimer = this.#clock.after(0, () => this.#notify());
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#listeners.clear();
  }

  #notify(): void {
    this.#cancelTimer = undefined;
    if (this.#changed.size === 0) return;
    const changed = this.#changed;
    this.#changed = new Set();
    this.#cancelTimer = this.#clock.after(TOGETHER, () => this.#notify());
    for (const listener of [...this.#listeners]) listener(changed);
  }
}
