import { RUNNER_LIMITS } from '../../protocol/runner/headers.ts';
import { DEFAULT_MAX_RUNNING } from '../settings/runner-settings.ts';

/**
 * Maximum number of operations that a replica runs at once: its own setting, otherwise the coordinator's latest value.
 */
export class RunningLimit {
  readonly #own: number | undefined;
  #assigned: number | undefined;

  constructor(own: number | undefined) {
    this.#own = own;
  }

  get most(): number {
    return this.#own ?? this.#assigned ?? DEFAULT_MAX_RUNNING;
  }

  /** Sets the coordinator's limit, which applies unless the replica has a setting of its own. */
  set(most: number): void {
    this.#assigned = Math.min(most, RUNNER_LIMITS.runningOperations);
  }
}
