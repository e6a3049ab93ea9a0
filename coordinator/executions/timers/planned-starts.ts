import { problemOf } from '../../../support/errors/problem-of.ts';
import type { SetTimer } from '../../engine/events/commands.ts';
import type { FollowingEvent } from '../../engine/events/events.ts';
import type { ExecutionState } from '../../engine/state/state.ts';
import type { ExecutionsClock } from '../needs.ts';
import type { LiveExecution } from '../runtime/live-execution.ts';

/** Delay before the next attempt to start a planned execution, ms. */
const TRY_AGAIN = 5000;

export interface PlannedStartsParts {
  readonly clock: ExecutionsClock;
  /** Starts the execution, or returns why it cannot start yet. */
  readonly allow: (state: ExecutionState, begin: () => Promise<void>) => Promise<string | undefined>;
  readonly submit: (execution: LiveExecution, event: FollowingEvent) => Promise<void>;
  /** Sets the timer again, for its new time. */
  readonly again: (execution: LiveExecution, timer: SetTimer) => void;
}

/** Starts each planned execution at its planned time, or as soon as possible afterwards. */
export class PlannedStarts {
  readonly #parts: PlannedStartsParts;
  readonly #why = new WeakMap<LiveExecution, string>();

  constructor(parts: PlannedStartsParts) {
    this.#parts = parts;
  }

  /**
   * Returns why a planned execution could not start at its time; undefined if it has started, or no start was attempted
   * yet.
   */
  why(execution: LiveExecution): string | undefined {
    return execution.state.planned === undefined ? undefined : this.#why.get(execution);
  }

  /** Handles the timer of a planned execution. */
  async due(execution: LiveExecution, timer: SetTimer): Promise<void> {
    const { clock, allow, submit, again } = this.#parts;
    const why = await allow(execution.state, () =>
      submit(execution, {
        type: 'timer-fired',
        time: clock.epoch(),
        timer: timer.sequence,
        ...whyOf(this.#why.get(execution)),
      }),
    ).catch(problemOf);
    if (why === undefined) return;
    this.#why.set(execution, why);
    again(execution, { ...timer, at: clock.epoch() + TRY_AGAIN });
  }
}

function whyOf(why: string | undefined): { readonly why?: string } {
  return why === undefined ? {} : { why };
}
