import { formatJavaDate, type Moment } from './java-date-format.ts';
import { isTimeZone } from './wall-time.ts';

const DATE = /\$\{DATE(?<days>[+-]\d{1,6})?:(?<format>[^}]*)\}/g;

/**
 * Expands `${DATE:format}`, `${DATE+2:format}` and `${DATE-2:format:Zone}` in an option value to the date of the run,
 * shifted by that number of days and formatted like Java's SimpleDateFormat. A reference that cannot be expanded is
 * left unchanged.
 */
export function expandDates(text: string, moment: Moment): string {
  return text.replace(DATE, (written, ...rest) => {
    const { days, format } = rest.at(-1) as { days?: string; format: string };
    return formattedDate(format, Number(days ?? 0), moment) ?? written;
  });
}

/** Returns the `${DATE…}` references in a text that cannot be expanded. Used by the checks of a job. */
export function unwritableDates(text: string): string[] {
  const moment = { instant: 0, zone: 'UTC' };
  return [...text.matchAll(DATE)]
    .filter(({ groups }) => formattedDate(groups?.['format'] ?? '', 0, moment) === undefined)
    .map(([written]) => written);
}

/**
 * Formats a date. The text after the last colon is a time zone only if that zone exists, because formats contain colons
 * too.
 */
function formattedDate(written: string, days: number, moment: Moment): string | undefined {
  const { format = '', zone = '' } = /^(?<format>.+):(?<zone>[^:]+)$/s.exec(written)?.groups ?? {};
  if (isTimeZone(zone)) return formatJavaDate(format, { ...moment, zone }, days);
  return written === '' ? undefined : formatJavaDate(written, moment, days);
}
