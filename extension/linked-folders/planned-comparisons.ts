import { type ReconnectPolicy, reconnectDelay } from '../../protocol/client/reconnect-policy.ts';
import { systemTimer, type Timer } from '../lifecycle/system-timer.ts';

/**
 * Delay after a change before folders are compared, in ms. Further changes within the delay cause no further comparison.
 */
const SETTLE_MS = 500;
/** Waits after failed comparisons. A file, a search or a call can fail once, and no further change may follow. */
const RETRY: ReconnectPolicy = { first: 2000, factor: 4, longest: 300_000, jitter: 0.5 };

export interface ComparisonNeeds {
  /**
   * Compares the folders. If `isStale`, files have changed too, otherwise only jobs. Returns false if a part failed, which
   * is then repeated later.
   */
  readonly compare: (isStale: boolean) => Promise<boolean>;
  /** Default: timers of the system. */
  readonly after?: Timer;
  /** Default: `Math.random`. */
  readonly random?: () => number;
}

/** Compares soon after changes, one comparison at a time, and repeats failed comparisons. */
export class PlannedComparisons {
  readonly #needs: ComparisonNeeds;
  readonly #after: Timer;
  #isStale = false;
  #isRequested = false;
  #isComparing = false;
  #failures = 0;
  #cancel: (() => void) | undefined;
  #isDisposed = false;

  constructor(needs: ComparisonNeeds) {
    this.#needs = needs;
    this.#after = needs.after ?? systemTimer;
  }

  /** Plans a comparison. A running one may not have seen the change, so another one follows it. */
  request(change: 'jobs' | 'files'): void {
    if (change === 'files') this.#isStale = true;
    if (this.#isRequested) return;
    this.#isRequested = true;
    if (!this.#isComparing) this.#plan(SETTLE_MS);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#cancel?.();
  }

  #plan(delay: number): void {
    this.#cancel?.();
    if (!this.#isDisposed) this.#cancel = this.#after(delay, () => void this.#compare());
  }

  async #compare(): Promise<void> {
    const isStale = this.#isStale;
    this.#isStale = false;
    this.#isRequested = false;
    this.#isComparing = true;
    const isDone = await this.#needs.compare(isStale);
    this.#isComparing = false;
    this.#failures = isDone ? 0 : this.#failures + 1;
    if (!isDone) this.#isStale = true;
    if (this.#isRequested) this.#plan(SETTLE_MS);
    else if (!isDone) {
      const random = this.#needs.random ?? Math.random;
      this.#plan(reconnectDelay(RETRY, this.#failures - 1, random()));
    }
  }
}
