import { Cron } from 'croner';
import type { QuartzExpression } from './quartz-expression.ts';
import { FIELD_RANGES, QUARTZ_FIELDS, type QuartzField, type QuartzFieldName } from './quartz-field.ts';

/** The search ends after this year, as in Quartz. */
const LAST_YEAR = FIELD_RANGES.year.high;

/** Maximum number of candidate days that one search tests. */
const MOST_CANDIDATES = 100_000;

/** The wall times of an expression, as the epoch ms at which UTC shows the same digits. */
export class WallTimes {
  readonly #cron: Cron;
  readonly #fits: (date: Date) => boolean;

  constructor(expression: QuartzExpression) {
    const pattern = QUARTZ_FIELDS.map((name) => patternOf(name, expression[name])).join(' ');
    this.#cron = new Cron(pattern, {
      timezone: 'UTC',
      mode: '7-part',
      alternativeWeekdays: true,
      domAndDow: true,
      paused: true,
    });
    const day = expression['day of month'];
    this.#fits = day.kind === 'last-day' && day.offset > 0 ? (date) => isFromLast(date, day) : () => true;
  }

  /** Returns the first wall time after `after`; undefined if there is none. */
  next(after: number): number | undefined {
    let from = new Date(after);
    for (let tries = 0; tries < MOST_CANDIDATES; tries += 1) {
      const found = this.#cron.nextRun(from);
      if (found === null || found.getUTCFullYear() > LAST_YEAR) return undefined;
      if (this.#fits(found)) return found.getTime();
      // No time of this day matches. Continue with the next day.
      from = new Date(Date.UTC(found.getUTCFullYear(), found.getUTCMonth(), found.getUTCDate() + 1) - 1000);
    }
    return undefined;
  }
}

/**
 * Formats a field for the calendar library. Writes ranges and steps out as lists, whose meaning is the same everywhere.
 */
function patternOf(name: QuartzFieldName, field: QuartzField): string {
  switch (field.kind) {
    case 'any':
    case 'unspecified':
      return '*';
    case 'values':
      return field.values.join(',');
    case 'last-day':
      if (field.offset > 0) return '*';
      return field.weekday ? 'LW' : 'L';
    case 'nearest-weekday':
      return `${field.day}W`;
    case 'last-of-weekday':
      return `${field.weekday}L`;
    case 'nth-weekday':
      return `${field.weekday}#${field.nth}`;
    default:
      throw new TypeError(`unknown field ${name satisfies string}`);
  }
}

/** Returns whether a date is `offset` days before the last of its month, or the weekday nearest to that day. */
function isFromLast(
  date: Date,
  { offset, weekday }: { readonly offset: number; readonly weekday: boolean },
): boolean {
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const wanted = last - offset;
  if (wanted < 1) return false;
  return date.getUTCDate() === (weekday ? nearestWeekday(year, month, wanted, last) : wanted);
}

function nearestWeekday(year: number, month: number, day: number, last: number): number {
  const weekday = new Date(Date.UTC(year, month, day)).getUTCDay();
  if (weekday === 6) return day === 1 ? day + 2 : day - 1;
  if (weekday === 0) return day === last ? day - 2 : day + 1;
  return day;
}
