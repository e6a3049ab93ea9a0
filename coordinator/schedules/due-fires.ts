import type { FireTimes } from '../../job-language/schedules/fire-times.ts';
import type { PlannedFire } from '../../protocol/entities/planned-fire.ts';

/** Fires that are counted one by one: more missed ones are told as so many. */
const MOST_COUNTED = 1000;

/** How far back the latest of more than these is looked for, in ms. */
const LOOK_BACK = [60_000, 3_600_000, 86_400_000];

export interface DueQuestion {
  readonly fires: FireTimes;
  /** Everything up to here was dealt with. Epoch ms, as all that follow. */
  readonly handled: number;
  readonly now: number;
  /** A fire before this was missed. */
  readonly lateBefore: number;
}

/**
 * What is to be run now, in order: each fire that is due alone, or one that stands for all where the first was missed.
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
