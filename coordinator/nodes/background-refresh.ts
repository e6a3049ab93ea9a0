import type { Clock } from '../dispatch/ports.ts';
import type { SourceState } from './source-state.ts';

export type RefreshedSource = Pick<SourceState, 'id' | 'refresh' | 'attempts' | 'failures' | 'lacksRunner'>;

interface Due {
  readonly source: RefreshedSource;
  /** Interval between successful readings, in seconds. */
  readonly seconds: () => number;
  /** When the source is read next, in monotonic ms; {@link READING} while it is being read. */
  at: number;
  /** Attempts of the source that `at` takes into account. */
  attempts: number;
}

const TICK_MILLISECONDS = 1000;
/**
 * Maximum number of sources that are read at once. Slow readings do not count, so that a hanging source does not delay
 * the others.
 */
const MOST_AT_ONCE = 8;
/** Time after which a reading counts as slow. */
const LONG_MILLISECONDS = 5000;
/** Maximum number of sources that are read at once, including slow readings. */
const MOST_OPEN = 64;
const FIRST_RETRY_SECONDS = 2;

/**
 * Reads sources again when they are due. After a failure, retries soon, and then with growing delays. A reading that a
 * request made also postpones the next one.
 */
export class BackgroundRefresh {
  readonly #clock: Clock;
  readonly #due = new Map<string, Due>();
  /** Sources that are being read, with the start of the reading in monotonic ms. */
  readonly #reading = new Map<Due, number>();
  #cancelTick: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): void {
    this.#cancelTick ??= this.#clock.after(TICK_MILLISECONDS, () => {
      this.#cancelTick = undefined;
      this.#refreshDue();
      this.start();
    });
  }

  /** Adds a source, which is due at once. `seconds`: interval between successful readings. */
  add(source: RefreshedSource, seconds: () => number): void {
    this.#due.set(source.id, { source, seconds, at: this.#clock.monotonic(), attempts: source.attempts });
  }

  remove(source: Pick<RefreshedSource, 'id'>): void {
    this.#due.delete(source.id);
  }

  /** Reads the sources that lacked a runner again with the next tick, because a runner may have connected. */
  runnersChanged(): void {
    for (const due of this.#due.values()) {
      if (!due.source.lacksRunner || due.at === READING) continue;
      due.at = this.#clock.monotonic();
      due.attempts = due.source.attempts;
    }
  }

  stop(): void {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    this.#due.clear();
  }

  #refreshDue(): void {
    const now = this.#clock.monotonic();
    const long = [...this.#reading.values()].filter((began) => now - began >= LONG_MILLISECONDS).length;
    const most = Math.min(MOST_OPEN, long + MOST_AT_ONCE);
    for (const due of this.#due.values()) {
      if (this.#reading.size >= most) return;
      if (due.at > now) continue;
      if (due.attempts === due.source.attempts) void this.#refresh(due);
      else this.#schedule(due);
    }
  }

  async #refresh(due: Due): Promise<void> {
    due.at = READING;
    this.#reading.set(due, this.#clock.monotonic());
    await due.source.refresh();
    this.#reading.delete(due);
    this.#schedule(due);
  }

  /** Sets the time of the next reading, after this class or a request has read the source. */
  #schedule(due: Due): void {
    const { failures, attempts } = due.source;
    due.attempts = attempts;
    const retry = FIRST_RETRY_SECONDS * 2 ** Math.min(Math.max(0, failures - 1), 20);
    const seconds = failures === 0 ? due.seconds() : Math.min(due.seconds(), retry);
    due.at = this.#clock.monotonic() + seconds * 1000;
  }
}

/** Due time of a source that is being read, so that no second read starts. */
const READING = Number.POSITIVE_INFINITY;
