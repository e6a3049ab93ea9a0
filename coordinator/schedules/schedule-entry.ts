import type { FireTimes } from '../../job-language/schedules/fire-times.ts';
import { fireTimesOf, type JobSchedule } from '../../job-language/schedules/job-schedule.ts';
import { TimeZone } from '../../support/time/time-zone.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import type { FireRecord } from './fire-record.ts';

/** Limit in ms. If the last handled fire is further ahead of the clock than this, the clock was wrong at that fire. */
const CLOCK_WAS_WRONG = 86_400_000;

/** A scheduled job as the scheduler tracks it. */
export interface ScheduleEntry {
  readonly record: JobRecord;
  readonly fires: FireTimes;
  /** Time up to which all fires were handled. Epoch ms. */
  readonly handled: number;
  /** Time of the next fire, in epoch ms; undefined if there is none. */
  readonly next: number | undefined;
  readonly last: FireRecord | undefined;
}

/** Returns whether a job has an active schedule. */
export function isScheduled(record: JobRecord): record is JobRecord & { readonly schedule: JobSchedule } {
  return record.schedule !== undefined && record.scheduleEnabled && record.executionEnabled;
}

/** Returns the time zone for schedules that specify none. `name` is the value of the setting. */
export function defaultZone(name: string): TimeZone {
  return (name === '' ? undefined : TimeZone.find(name)) ?? TimeZone.own();
}

/** Returns the entry of a job; undefined if this program cannot parse the schedule. */
export function scheduleEntryOf(
  record: JobRecord & { readonly schedule: JobSchedule },
  zone: TimeZone,
  handled: number,
  last: FireRecord | undefined,
): ScheduleEntry | undefined {
  const fires = fireTimesOf(record.schedule, zone);
  return fires === undefined ? undefined : { record, fires, handled, next: fires.next(handled), last };
}

/**
 * Returns the time (epoch ms) up to which a job's fires count as handled when the coordinator starts. Fires before the
 * job's last edit are obsolete.
 */
export function handledAtStart(record: JobRecord, last: FireRecord | undefined, now: number): number {
  const until = last?.until ?? 0;
  return Math.max(record.modifiedAt, until > now + CLOCK_WAS_WRONG ? now : until);
}

/** Returns whether both records have the same schedule. */
export function sameSchedule(a: JobRecord, b: JobRecord): boolean {
  return a.schedule?.crontab === b.schedule?.crontab && a.schedule?.timeZone === b.schedule?.timeZone;
}
