import type { PlannedFire } from '../../protocol/entities/planned-fire.ts';
import type { FireTimes } from '../../protocol/schedule/fire-times.ts';

/** Fires that are counted one by one. */
const MOST_COUNTED = 10_000;

/** How far back the latest of more than these is looked for, in ms. */
const LOOK_BACK = 3_600_000;

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
  const latest =
    due.length < MOST_COUNTED ? last : (fires.list(now - LOOK_BACK, now, MOST_COUNTED).at(-1) ?? last);
  return [{ plannedAt: latest, missed: { count: due.length, firstAt } }];
}
