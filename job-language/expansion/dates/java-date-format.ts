import { type WallTime, wallTime } from './wall-time.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** The time of a run, and the time zone in which dates are formatted. */
export interface Moment {
  /** Epoch ms. */
  readonly instant: number;
  /** An IANA name, `UTC`, or an offset such as `+02:00`. */
  readonly zone: string;
}

/**
 * Formats a date as Java's SimpleDateFormat does in English. Supports the letters `y Y M L d D E u w H k h K m s S a z
 * Z X`, text in single quotes, and `''` for a quote. Weeks begin on Sunday, and the first week contains 1 January.
 * Returns undefined if the pattern contains another letter or an open quote.
 *
 * @param days the number of days to add to the date; the time of day stays the same
 */
export function formatJavaDate(pattern: string, { instant, zone }: Moment, days = 0): string | undefined {
  const time = wallTime(instant, zone, days);
  let text = '';
  let position = 0;
  while (position < pattern.length) {
    const rest = pattern.slice(position);
    const [part = ''] = /^(?:'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z'])/s.exec(rest) ?? [];
    const written = part.startsWith("'") ? quotedText(part) : field(part, time, zone, instant);
    if (part === '' || written === undefined) return undefined;
    text += written;
    position += part.length;
  }
  return text;
}

function quotedText(part: string): string {
  return part === "''" ? "'" : part.slice(1, -1).replaceAll("''", "'");
}

function field(part: string, time: WallTime, zone: string, instant: number): string | undefined {
  const width = part.length;
  const padded = (value: number) => String(value).padStart(width, '0');
  switch (part.charAt(0)) {
    case 'y':
      return width === 2 ? twoDigits(time.year) : padded(time.year);
    case 'Y':
      return width === 2 ? twoDigits(week(time).year) : padded(week(time).year);
    case 'M':
    case 'L':
      return width < 3 ? padded(time.month) : name(MONTHS, time.month - 1, width);
    case 'd':
      return padded(time.day);
    case 'D':
      return padded(time.dayOfYear);
    case 'E':
      return name(DAYS, time.weekday - 1, width);
    case 'u':
      return padded(((time.weekday + 5) % 7) + 1);
    case 'w':
      return padded(week(time).number);
    case 'H':
      return padded(time.hour);
    case 'k':
      return padded(time.hour === 0 ? 24 : time.hour);
    case 'h':
      return padded(time.hour % 12 === 0 ? 12 : time.hour % 12);
    case 'K':
      return padded(time.hour % 12);
    case 'm':
      return padded(time.minute);
    case 's':
      return padded(time.second);
    case 'S':
      return padded(time.millisecond);
    case 'a':
      return time.hour < 12 ? 'AM' : 'PM';
    case 'z':
      return zoneName(zone, instant, width);
    case 'Z':
      return offset(time.offsetMinutes, '');
    case 'X':
      return isoOffset(time.offsetMinutes, width);
    default:
      return /^[A-Za-z]/.test(part) ? undefined : part;
  }
}

function name(names: readonly string[], index: number, width: number): string {
  const full = names[index] ?? '';
  return width < 4 ? full.slice(0, 3) : full;
}

function twoDigits(year: number): string {
  return String(year % 100).padStart(2, '0');
}

/** Returns the week of a date, and the year that the week belongs to. */
function week({ year, dayOfYear, weekday }: WallTime): { number: number; year: number } {
  const daysInYear = (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / 86_400_000;
  const untilSaturday = 7 - weekday;
  if (dayOfYear + untilSaturday > daysInYear) return { number: 1, year: year + 1 };
  return { number: Math.ceil((dayOfYear + untilSaturday) / 7), year };
}

function offset(minutes: number, between: string): string {
  const size = Math.abs(minutes);
  const [hours, rest] = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
  return `${minutes < 0 ? '-' : '+'}${hours}${between}${rest}`;
}

function isoOffset(minutes: number, width: number): string | undefined {
  if (width > 3) return undefined;
  if (minutes === 0) return 'Z';
  return width === 1 ? offset(minutes, '').slice(0, 3) : offset(minutes, width === 2 ? '' : ':');
}

function zoneName(zone: string, instant: number, width: number): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: width < 4 ? 'short' : 'long',
  });
  return format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}
