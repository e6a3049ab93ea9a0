/** The fields of a Quartz expression, in order; the year may be omitted. */
export const QUARTZ_FIELDS = [
  'seconds',
  'minutes',
  'hours',
  'day of month',
  'month',
  'day of week',
  'year',
] as const;
export type QuartzFieldName = (typeof QUARTZ_FIELDS)[number];

interface FieldRange {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
  /** The number of the first name. */
  readonly firstName?: number;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The allowed values of each field. Quartz supports years up to 2999. */
export const FIELD_RANGES: Readonly<Record<QuartzFieldName, FieldRange>> = {
  seconds: { low: 0, high: 59 },
  minutes: { low: 0, high: 59 },
  hours: { low: 0, high: 23 },
  'day of month': { low: 1, high: 31 },
  month: { low: 1, high: 12, names: MONTHS, firstName: 1 },
  'day of week': { low: 1, high: 7, names: DAYS, firstName: 1 },
  year: { low: 1970, high: 2999 },
};

/** The meaning of one field. */
export type QuartzField =
  /** `*` */
  | { readonly kind: 'any' }
  /** `?`: the other day field determines the days. */
  | { readonly kind: 'unspecified' }
  /** Ascending, without repetition. */
  | { readonly kind: 'values'; readonly values: readonly number[] }
  /**
   * `L`, `L-3`, `LW`: `offset` days before the last day of the month; with `weekday`, the weekday nearest to that day.
   */
  | { readonly kind: 'last-day'; readonly offset: number; readonly weekday: boolean }
  /** `15W`: the weekday nearest to a day, within its month. */
  | { readonly kind: 'nearest-weekday'; readonly day: number }
  /** `6L`: the last of that weekday in the month. */
  | { readonly kind: 'last-of-weekday'; readonly weekday: number }
  /** `6#3`: the third of that weekday in the month. */
  | { readonly kind: 'nth-weekday'; readonly weekday: number; readonly nth: number };

export type ParsedField = QuartzField | { readonly kind: 'problem'; readonly problem: string };

const LARGEST_OFFSET = 30;

/** Parses one field, ignoring case. A problem contains the error and the allowed values. */
export function parseQuartzField(name: QuartzFieldName, written: string): ParsedField {
  const text = written.toUpperCase();
  if (text === '*') return { kind: 'any' };
  if (text.startsWith('?')) return unspecified(name, text);
  const special = specialDay(name, text);
  if (special !== undefined) return special;
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const found = valuesOf(name, part);
    if (typeof found === 'string') return problem(found);
    for (const value of found) values.add(value);
  }
  return { kind: 'values', values: [...values].sort((a, b) => a - b) };
}

function unspecified(name: QuartzFieldName, text: string): ParsedField {
  if (text !== '?') return problem(`"?" must be the whole field, not part of "${text}"`);
  if (name === 'day of month' || name === 'day of week') return { kind: 'unspecified' };
  return problem('"?" is only allowed for the day of month or the day of week; write "*"');
}

/** Reads the special values of the day fields. */
function specialDay(name: QuartzFieldName, text: string): ParsedField | undefined {
  if (name === 'day of month') return specialDayOfMonth(text);
  if (name === 'day of week') return specialDayOfWeek(text);
  return undefined;
}

function specialDayOfMonth(text: string): ParsedField | undefined {
  const last = /^L(?:-(\d{1,4}))?(W)?$/.exec(text);
  if (last !== null) {
    const offset = Number(last[1] ?? 0);
    if (offset > LARGEST_OFFSET) return problem(`"${text}" is over ${LARGEST_OFFSET} days from the last day`);
    return { kind: 'last-day', offset, weekday: last[2] !== undefined };
  }
  const nearest = /^(\d{1,4})W$/.exec(text);
  if (nearest !== null) {
    const day = Number(nearest[1]);
    return day >= 1 && day <= 31 ? { kind: 'nearest-weekday', day } : problem(outOf('day of month', day));
  }
  if (/[LW]/.test(text))
    return problem(`"L" and "W" must be used with a single day, as in L, L-3, LW or 15W`);
  return undefined;
}

function specialDayOfWeek(text: string): ParsedField | undefined {
  if (text === 'L') return { kind: 'values', values: [7] };
  const last = /^(\w+)L$/.exec(text);
  const nth = /^(\w+)#(\d{1,4})$/.exec(text);
  const written = last?.[1] ?? nth?.[1];
  if (written === undefined) {
    return /#|\dL/.test(text)
      ? problem('"L" and "#" must be used with a single day, as in 6L or 6#3')
      : undefined;
  }
  const weekday = fieldValue('day of week', written);
  if (typeof weekday === 'string') return problem(weekday);
  if (nth === null) return { kind: 'last-of-weekday', weekday };
  const count = Number(nth[2]);
  return count >= 1 && count <= 5
    ? { kind: 'nth-weekday', weekday, nth: count }
    : problem(`"#${count}" is not a week of a month; use 1 to 5`);
}

/** Returns the values of one part of a list, or the problem. */
function valuesOf(name: QuartzFieldName, part: string): readonly number[] | string {
  const { low, high } = FIELD_RANGES[name];
  const written = /^([^/]*)(?:\/(\d{1,4}))?$/.exec(part);
  if (written === null) return `"${part}" is not a value, range or step`;
  const [, range = '', stepText] = written;
  const step = Math.max(1, Number(stepText ?? 1));
  if (step > high - (low === 0 ? 0 : low - 1) && name !== 'year') return `the step ${step} is over ${high}`;
  const open = range === '*' || (range === '' && stepText !== undefined);
  const [fromText = '', toText, ...rest] = open ? [String(low), String(high)] : range.split('-');
  if (rest.length > 0) return `"${part}" is not a range`;
  const from = fieldValue(name, fromText);
  if (typeof from === 'string') return from;
  if (toText === undefined && stepText === undefined) return [from];
  // A step runs from the value to the end of the field; `5/0` is only 5.
  const to =
    toText === undefined
      ? stepText !== '0' && Number(stepText) > 0
        ? high
        : from
      : fieldValue(name, toText);
  if (typeof to === 'string') return to;
  if (to >= from) return stepped(from, to, step);
  if (name === 'year') return `the range ${range} goes backwards`;
  // A range that passes the end of the field continues at its beginning.
  const size = high - low + 1;
  return stepped(from, to + size, step).map((value) => (value > high ? value - size : value));
}

function stepped(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

function fieldValue(name: QuartzFieldName, text: string): number | string {
  const { low, high, names, firstName = 0 } = FIELD_RANGES[name];
  const named = names?.indexOf(text) ?? -1;
  const value = named === -1 ? Number(text) : named + firstName;
  if (named === -1 && !/^\d{1,4}$/.test(text)) {
    const known = names === undefined ? '' : ` or ${names[0]} to ${names.at(-1)}`;
    return `"${text}" is not an allowed value: ${low} to ${high}${known}`;
  }
  return value >= low && value <= high ? value : outOf(name, value);
}

function outOf(name: QuartzFieldName, value: number): string {
  const { low, high } = FIELD_RANGES[name];
  return `${value} is not within ${low} to ${high}`;
}

function problem(text: string): ParsedField {
  return { kind: 'problem', problem: text };
}
