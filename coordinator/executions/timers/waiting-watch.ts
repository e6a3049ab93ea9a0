import type { OperationId } from '../../../protocol/ids.ts';
import type { ExecutionsClock } from '../needs.ts';

/** Intervals between reports of why an operation waits, ms. The last one repeats. */
const INTERVALS = [1000, 4000, 10_000, 15_000, 30_000, 60_000] as const;
const LAST_INTERVAL = INTERVALS[INTERVALS.length - 1] ?? 60_000;

/** Periodically requests reports of why queued operations wait. */
export class WaitingWatch {
  readonly #clock: ExecutionsClock;
  readonly #ask: (operation: OperationId) => void;
  readonly #stops = new Map<OperationId, () => void>();

  /** @param ask reports why the operation waits */
  constructor(clock: ExecutionsClock, ask: (operation: OperationId) => void) {
    this.#clock = clock;
    this.#ask = ask;
  }

  watch(operation: OperationId): void {
    if (!this.#stops.has(operation)) this.#arm(operation, 0);
  }

  forget(operation: OperationId): void {
    this.#stops.get(operation)?.();
    this.#stops.delete(operation);
  }

  close(): void {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
  }

  #arm(operation: OperationId, turn: number): void {
    const stop = this.#clock.after(INTERVALS[turn] ?? LAST_INTERVAL, () => {
      this.#arm(operation, turn + 1);
      this.#ask(operation);
    });
    this.#stops.set(operation, stop);
  }
}
