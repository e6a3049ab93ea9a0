import { TimeZone } from '../../support/time/time-zone.ts';
import { type Schedule, scheduleCrontab } from '../format/schedule.ts';
import { FireTimes } from './fire-times.ts';
import { parseQuartz } from './quartz-expression.ts';

/** When a job runs by itself, as its record keeps it. */
export interface JobSchedule {
  /** A Quartz expression. */
  readonly crontab: string;
  /** Absent: the coordinator's. */
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
 * The fire times of a schedule that was checked when its job was saved; undefined where this program cannot read it.
 *
 * @param zone of the coordinator, for a schedule that names none
 */
export function fireTimesOf({ crontab, timeZone }: JobSchedule, zone: TimeZone): FireTimes | undefined {
  const parsed = parseQuartz(crontab);
  const own = timeZone === undefined ? zone : TimeZone.find(timeZone);
  if (parsed.kind === 'problems' || own === undefined) return undefined;
  return new FireTimes(parsed.expression, own);
}
