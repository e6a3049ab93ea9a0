import type { FireTimes } from '../../job-language/schedules/fire-times.ts';
import { fireTimesOf, type JobSchedule } from '../../job-language/schedules/job-schedule.ts';
import type { JobRecord } from '../../protocol/entities/job-record.ts';
import { TimeZone } from '../../support/time/time-zone.ts';
import type { FireRecord } from './fire-record.ts';

/** A handled instant further ahead of the clock than this was recorded while the clock was wrong, in ms. */
const CLOCK_WAS_WRONG = 86_400_000;

/** One job that runs by itself, as the scheduler knows it. */
export interface ScheduleEntry {
  readonly record: JobRecord;
  readonly fires: FireTimes;
  /** Everything planned up to here was dealt with. Epoch ms. */
  readonly handled: number;
  /** The next fire; undefined where there is none. */
  readonly next: number | undefined;
  readonly last: FireRecord | undefined;
}

/** Whether a job runs by itself. */
export function isScheduled(record: JobRecord): record is JobRecord & { readonly schedule: JobSchedule } {
  return record.schedule !== undefined && record.scheduleEnabled && record.executionEnabled;
}

/** The zone of schedules that name none; `name` is the setting. */
export function defaultZone(name: string): TimeZone {
  return (name === '' ? undefined : TimeZone.find(name)) ?? TimeZone.own();
}

/** An entry; undefined where this program cannot read the schedule. */
export function entryOf(
  record: JobRecord & { readonly schedule: JobSchedule },
  zone: TimeZone,
  handled: number,
  last: FireRecord | undefined,
): ScheduleEntry | undefined {
  const fires = fireTimesOf(record.schedule, zone);
  return fires === undefined ? undefined : { record, fires, handled, next: fires.next(handled), last };
}

/** Up to where a job's fires were dealt with, when the coordinator starts: whatever was planned before its last edit is over. */
export function handledAtStart(record: JobRecord, last: FireRecord | undefined, now: number): number {
  const until = last?.until ?? 0;
  return Math.max(record.modifiedAt, until > now + CLOCK_WAS_WRONG ? now : until);
}

/** Whether both say the same about when to fire. */
export function sameSchedule(a: JobRecord, b: JobRecord): boolean {
  return a.schedule?.crontab === b.schedule?.crontab && a.schedule?.timeZone === b.schedule?.timeZone;
}
