import type { FireTimes } from '../../job-language/schedules/fire-times.ts';
import type { PlannedFire } from '../../protocol/entities/planned-fire.ts';

/** Maximum number of missed runs that are counted. If there are more, this number is reported. */
const MOST_COUNTED = 1000;

/**
 * Periods before now, in ms, in which to search for the latest fire. Needed only if too many fires are due to list them
 * all.
 */
const LOOK_BACK = [60_000, 3_600_000, 86_400_000];

export interface DueQuestion {
  readonly fires: FireTimes;
  /** Time up to which all fires were handled. All times are epoch ms. */
  readonly handled: number;
  readonly now: number;
  /** Time before which a fire counts as missed. */
  readonly lateBefore: number;
}

/**
 * Returns the fires to handle now, in order: each due fire or, if the first one was missed, a single fire for all
 * of them.
 */
export function dueFires({ fires, handled, now, lateBefore }: DueQuestion): readonly PlannedFire[] {
  const due = fires.list(handled, now, MOST_COUNTED);
  const [firstAt] = due;
  const last = due.at(-1);
  if (firstAt === undefined || last === undefined) return [];
  if (firstAt >= lateBefore) return due.map((plannedAt) => ({ plannedAt }));
  const latest = due.length < MOST_COUNTED ? last : (latestOf(fires, now) ?? last);
  return [{ plannedAt: latest, missed: { count: due.length, firstAt } }];
}

function latestOf(fires: FireTimes, now: number): number | undefined {
  for (const back of LOOK_BACK) {
    const latest = fires.list(now - back, now, MOST_COUNTED).at(-1);
    if (latest !== undefined) return latest;
  }
  return undefined;
}
