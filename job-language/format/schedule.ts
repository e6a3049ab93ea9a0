import * as z from 'zod';
import { Text } from './scalar-schemas.ts';

const Crontab = Text.refine(
  (crontab) => [6, 7].includes(crontab.trim().split(/\s+/).length),
  'A crontab has six or seven fields: seconds, minutes, hours, day of month, month, day of week, and a year.',
);

const Time = z.looseObject({
  hour: Text.default('0').describe('Hour, 0 to 23'),
  minute: Text.default('0').describe('Minute, 0 to 59'),
  seconds: Text.default('0').describe('Second, 0 to 59'),
});

const Day = z.looseObject({ day: Text.default('*').describe('Days: *, 1, 1-5, 2,4') });

/** `schedule` of a job: a Quartz expression, or its fields. Parsing fills in time, month and year. */
export const Schedule = z
  .looseObject({
    crontab: Crontab.optional().describe('Quartz expression, for example 0 30 */6 ? * Mon-Fri *'),
    time: Time.optional().describe('Time of day'),
    month: Text.optional().describe('Month, 1 to 12 or JAN to DEC; absent: every'),
    year: Text.optional().describe('Year; absent: every'),
    dayofmonth: Day.optional().describe('Days of the month'),
    weekday: Day.optional().describe('Days of the week: 1 to 7 from Sunday, or SUN to SAT'),
  })
  .superRefine((schedule, context) => {
    const fields = FIELDS.filter((field) => schedule[field] !== undefined);
    const add = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if (schedule.crontab !== undefined && fields.length > 0) {
      add(
        'crontab',
        `The schedule has a crontab and "${fields.join('", "')}" as well. Keep one of the two forms.`,
      );
    }
    if (schedule.crontab === undefined && fields.length === 0) {
      context.addIssue({
        code: 'custom',
        path: [],
        message: 'The schedule has no time. Give it "crontab" or "time".',
      });
    }
    const days = [schedule.dayofmonth?.day, schedule.weekday?.day].filter(
      (day) => !FREE_DAYS.includes(day ?? '?'),
    );
    if (days.length > 1) {
      add(
        'weekday',
        'The schedule names days of the month and of the week. Keep one of "dayofmonth" and "weekday".',
      );
    }
  })
  .transform((schedule) => {
    if (schedule.crontab !== undefined) return { ...schedule, crontab: schedule.crontab.trim() };
    const { time = Time.parse({}), month = '*', year = '*' } = schedule;
    return { ...schedule, time, month, year };
  });
export type Schedule = z.output<typeof Schedule>;

const FIELDS = ['time', 'month', 'year', 'dayofmonth', 'weekday'] as const;
const FREE_DAYS: readonly string[] = ['*', '?', ''];

/** Converts either form of a schedule to a Quartz expression of seven fields (seconds first). */
export function scheduleCrontab(schedule: Schedule): string {
  const { crontab, time, month = '*', year = '*', dayofmonth, weekday } = schedule;
  if (crontab !== undefined) {
    const fields = crontab.split(/\s+/);
    return (fields.length === 6 ? [...fields, '*'] : fields).join(' ');
  }
  const dayOfMonth = dayofmonth?.day ?? '?';
  const ofMonth = weekday === undefined ? (dayofmonth === undefined ? '*' : dayOfMonth) : chosen(dayOfMonth);
  const ofWeek = ofMonth === '?' ? (weekday?.day ?? '*') : '?';
  return [time?.seconds ?? '0', time?.minute ?? '0', time?.hour ?? '0', ofMonth, month, ofWeek, year]
    .map((field) => (field.trim() === '' ? '*' : field.trim()))
    .join(' ');
}

/** Returns the days of the month, or `?` if they are unrestricted, so that the days of the week apply. */
function chosen(dayOfMonth: string): string {
  return FREE_DAYS.includes(dayOfMonth) ? '?' : dayOfMonth;
}
