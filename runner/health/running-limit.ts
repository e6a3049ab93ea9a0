import { MOST_RUNNING, USUAL_RUNNING } from '../settings/runner-settings.ts';

/** How many operations a replica runs at once: as its own settings say, else as the coordinator said last. */
export class RunningLimit {
  readonly #own: number | undefined;
  #told: number | undefined;

  constructor(own: number | undefined) {
    this.#own = own;
  }

  get most(): number {
    return this.#own ?? this.#told ?? USUAL_RUNNING;
  }

  /** What the coordinator says; undefined of an older one. */
  tell(most: number | undefined): void {
    if (most !== undefined) this.#told = Math.min(most, MOST_RUNNING);
  }
}
