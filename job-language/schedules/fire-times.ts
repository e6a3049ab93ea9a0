import type { TimeZone } from '../../support/time/time-zone.ts';
import type { QuartzExpression } from './quartz-expression.ts';
import { WallTimes } from './wall-times.ts';

/** Milliseconds: more than any time zone sets its clocks back. */
const LOOK_AHEAD = 3 * 3_600_000;

/**
 * The instants at which a schedule fires, epoch ms. As in Quartz, each wall time fires at most once. In the
 * hour that clocks repeat when they are set back, the schedule fires at the second occurrence. In the hour that clocks
 * skip when they are set forward, the schedule does not fire.
 */
export class FireTimes {
  readonly #walls: WallTimes;
  readonly #zone: TimeZone;

  constructor(expression: QuartzExpression, zone: TimeZone) {
    this.#walls = new WallTimes(expression);
    this.#zone = zone;
  }

  /** Returns the first fire time after an instant; undefined if there is none. */
  next(after: number): number | undefined {
    const zone = this.#zone;
    const offset = Math.min(zone.offsetAt(after), zone.offsetAt(after + LOOK_AHEAD));
    let wall = this.#walls.next(after + offset);
    while (wall !== undefined) {
      const instant = zone.instantOf(wall);
      if (instant !== undefined && instant > after) return instant;
      wall = this.#walls.next(wall);
    }
    return undefined;
  }

  /** Returns the next fire times in order, up to and including `until`, at most `most`. */
  list(after: number, until: number, most: number): readonly number[] {
    const instants: number[] = [];
    let next = this.next(after);
    while (next !== undefined && next <= until && instants.length < most) {
      instants.push(next);
      next = this.next(next);
    }
    return instants;
  }
}
