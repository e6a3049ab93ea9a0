import { TimeZone } from '../../support/time/time-zone.ts';
import { type Schedule, scheduleCrontab } from '../format/schedule.ts';
import { FireTimes } from './fire-times.ts';
import { parseQuartz, type QuartzProblem } from './quartz-expression.ts';
import { QUARTZ_FIELDS } from './quartz-field.ts';

/** An error or a warning about the schedule of a job. */
export interface ScheduleProblem {
  readonly severity: 'error' | 'warning';
  readonly code: 'invalid-schedule' | 'unknown-time-zone' | 'never-fires' | 'never-fires-again';
  /** Contains the object and the remedy. */
  readonly message: string;
  /** Keys of the job that lead to the invalid value: `['schedule', 'time', 'hour']`, `['timeZone']`. */
  readonly path: readonly string[];
}

export interface CheckedSchedule {
  readonly schedule?: Schedule | undefined;
  readonly timeZone?: string | undefined;
}

/** The paths of the expression's fields in the parts of a schedule, in the order of the expression. */
const WRITTEN_PLACES = [
  ['time', 'seconds'],
  ['time', 'minute'],
  ['time', 'hour'],
  ['dayofmonth', 'day'],
  ['month'],
  ['weekday', 'day'],
  ['year'],
] as const;

/** A time before the first fire of any schedule. */
const BEFORE_ALL = Date.UTC(1970, 0, 1) - 1000;

/**
 * Checks the schedule of a job.
 *
 * @param now epoch ms, to recognise a schedule that has ended
 */
export function checkSchedule(job: CheckedSchedule, now: number): readonly ScheduleProblem[] {
  const problems: ScheduleProblem[] = [];
  const timeZone = job.timeZone?.trim() ?? '';
  const zone = timeZone === '' ? TimeZone.find('UTC') : TimeZone.find(timeZone);
  if (zone === undefined) {
    const message = `There is no time zone "${timeZone}". Use a name such as Europe/Berlin or GMT+02:00.`;
    problems.push({ severity: 'error', code: 'unknown-time-zone', message, path: ['timeZone'] });
  }
  if (job.schedule === undefined) return problems;
  const { schedule } = job;
  const parsed = parseQuartz(scheduleCrontab(schedule));
  if (parsed.kind === 'problems') {
    return [...problems, ...parsed.problems.map((problem) => invalid(schedule, problem))];
  }
  if (zone !== undefined)
    problems.push(...overProblems(new FireTimes(parsed.expression, zone), schedule, now));
  return problems;
}

function overProblems(fires: FireTimes, schedule: Schedule, now: number): readonly ScheduleProblem[] {
  if (fires.next(now) !== undefined) return [];
  const never = fires.next(BEFORE_ALL) === undefined;
  const message = never
    ? 'The schedule never fires: no day matches it. Change its day, month or year.'
    : 'The schedule never fires again: its last year has passed. Change its year.';
  const path = placeOf(schedule);
  return [{ severity: 'warning', code: never ? 'never-fires' : 'never-fires-again', message, path }];
}

function invalid(schedule: Schedule, { field, message }: QuartzProblem): ScheduleProblem {
  const written = field === undefined ? undefined : WRITTEN_PLACES[QUARTZ_FIELDS.indexOf(field)];
  const path =
    schedule.crontab !== undefined || written === undefined ? placeOf(schedule) : ['schedule', ...written];
  return {
    severity: 'error',
    code: 'invalid-schedule',
    message: `The schedule is not valid. ${message}`,
    path,
  };
}

function placeOf({ crontab }: Schedule): readonly string[] {
  return crontab === undefined ? ['schedule'] : ['schedule', 'crontab'];
}
