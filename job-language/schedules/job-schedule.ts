import { TimeZone } from '../../support/time/time-zone.ts';
import { type Schedule, scheduleCrontab } from '../format/schedule.ts';
import { FireTimes } from './fire-times.ts';
import { parseQuartz } from './quartz-expression.ts';

/** The schedule of a job, as its record stores it. */
export interface JobSchedule {
  /** A Quartz expression. */
  readonly crontab: string;
  /** Absent: the coordinator's time zone. */
  readonly timeZone?: string | undefined;
}

/** Returns the schedule of a job; undefined if it has none. */
export function jobSchedule(job: {
  readonly schedule?: Schedule | undefined;
  readonly timeZone?: string | undefined;
}): JobSchedule | undefined {
  if (job.schedule === undefined) return undefined;
  const timeZone = job.timeZone?.trim() ?? '';
  return { crontab: scheduleCrontab(job.schedule), ...(timeZone === '' ? {} : { timeZone }) };
}

/**
 * Returns the fire times of a schedule that was checked when its job was saved; undefined if this version cannot parse
 * it.
 *
 * @param zone the coordinator's time zone, for a schedule without one
 */
export function fireTimesOf({ crontab, timeZone }: JobSchedule, zone: TimeZone): FireTimes | undefined {
  const parsed = parseQuartz(crontab);
  const own = timeZone === undefined ? zone : TimeZone.find(timeZone);
  if (parsed.kind === 'problems' || own === undefined) return undefined;
  return new FireTimes(parsed.expression, own);
}
