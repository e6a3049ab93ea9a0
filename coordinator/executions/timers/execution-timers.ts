import type { ExecutionId } from '../../../protocol/ids.ts';
import { LONGEST_TIMER } from '../../../support/time/longest-timer.ts';
import type { SetTimer } from '../../engine/events/commands.ts';
import type { ExecutionsClock } from '../needs.ts';

/** Timers of executions, by the command that set them. */
export class ExecutionTimers {
  readonly #clock: ExecutionsClock;
  readonly #onFired: (execution: ExecutionId, timer: SetTimer) => void;
  readonly #stops = new Map<string, () => void>();

  constructor(clock: ExecutionsClock, onFired: (execution: ExecutionId, timer: SetTimer) => void) {
    this.#clock = clock;
    this.#onFired = onFired;
  }

  /** Sets a timer. Does nothing if the timer is already set. */
  set(execution: ExecutionId, timer: SetTimer): void {
    const key = keyOf(execution, timer.sequence);
    if (!this.#stops.has(key)) this.#arm(key, execution, timer);
  }

  clear(execution: ExecutionId, sequence: number): void {
    const key = keyOf(execution, sequence);
    this.#stops.get(key)?.();
    this.#stops.delete(key);
  }

  close(): void {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
  }

  #arm(key: string, execution: ExecutionId, timer: SetTimer): void {
    const delay = Math.max(0, timer.at - this.#clock.epoch());
    const whenDue = () => {
      this.#stops.delete(key);
      if (delay > LONGEST_TIMER) this.#arm(key, execution, timer);
      else this.#onFired(execution, timer);
    };
    this.#stops.set(key, this.#clock.after(Math.min(delay, LONGEST_TIMER), whenDue));
  }
}

function keyOf(execution: ExecutionId, sequence: number): string {
  return `${execution}-${sequence}`;
}
