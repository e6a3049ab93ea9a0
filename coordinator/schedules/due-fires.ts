import type { FireTimes } from '../../job-language/schedules/fire-times.ts';
import type { PlannedFire } from '../../protocol/entities/planned-fire.ts';

/** Maximum number of missed fires that are counted; beyond that, the count is a minimum. */
const MOST_COUNTED = 1000;

/** Periods before now in which the latest fire is searched, in ms. Needed only if too many are due to list them all. */
const LOOK_BACK = [60_000, 3_600_000, 86_400_000];

export interface DueQuestion {
  readonly fires: FireTimes;
  /** All fires up to this time were handled. Epoch ms, as all times below. */
  readonly handled: number;
  readonly now: number;
  /** A fire before this time counts as missed. */
  readonly lateBefore: number;
}

/**
 * Returns the executions to start now, in order: one for each due fire or, if the first fire was missed, a single one for
 * all of them.
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
