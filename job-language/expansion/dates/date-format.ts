import { ownValue } from '../../../support/records/own-value.ts';

/** A token of a date format, in moment.js notation. */
const TOKEN =
  /\[([^\]]*)\]|YYYY|YY|M{1,4}|D{1,2}|d{3,4}|H{1,2}|h{1,2}|k{1,2}|m{1,2}|s{1,2}|S{1,9}|Z{1,2}|[aAXx]|[\s\S]/g;
/** Tokens of moment.js that are not supported. Letters that are not tokens are literal text. */
const UNREAD = /[EGLNQWYdeglowyz]/;
const MONTHS =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
const DAYS = '(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Satu?r?|Sun)(?:day)?';

const PARTS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  YY: '\\d{2}',
  M: '(?<month>0?[1-9]|1[0-2])',
  MM: '(?<month>0[1-9]|1[0-2])',
  MMM: MONTHS,
  MMMM: MONTHS,
  D: '(?<day>0?[1-9]|[12]\\d|3[01])',
  DD: '(?<day>0[1-9]|[12]\\d|3[01])',
  ddd: DAYS,
  dddd: DAYS,
  H: '(?:[01]?\\d|2[0-3])',
  HH: '(?:[01]\\d|2[0-3])',
  h: '(?:0?[1-9]|1[0-2])',
  hh: '(?:0[1-9]|1[0-2])',
  k: '(?:0?[1-9]|1\\d|2[0-4])',
  kk: '(?:0[1-9]|1\\d|2[0-4])',
  m: '[0-5]?\\d',
  mm: '[0-5]\\d',
  s: '[0-5]?\\d',
  ss: '[0-5]\\d',
  Z: '(?:Z|[+-]\\d{2}:?\\d{2})',
  ZZ: '(?:Z|[+-]\\d{2}:?\\d{2})',
  a: '(?:am|pm)',
  A: '(?:am|pm)',
  X: '\\d{1,12}(?:\\.\\d{1,3})?',
  x: '\\d{1,15}',
};

/** Default format of a date option. */
export const DEFAULT_DATE_FORMAT = 'MM/DD/YYYY hh:mm a';

/**
 * Returns whether a value is a date in this format. Supports `YYYY YY M D H h k m s S` and their longer forms, `ddd a A
 * Z ZZ X x`, and text in brackets. Returns undefined if the format contains an unsupported letter.
 */
export function fitsDateFormat(value: string, format: string): boolean | undefined {
  let source = '';
  for (const [token, literal] of format.matchAll(TOKEN)) {
    const part = /^S+$/.test(token) ? `\\d{${token.length}}` : partOf(token);
    if (part === undefined && literal === undefined && UNREAD.test(token)) return undefined;
    source += part ?? escaped(literal ?? token);
  }
  const groups = matchOnce(source, value);
  if (groups === undefined) return false;
  const { year, month, day } = groups;
  if (month === undefined || day === undefined) return true;
  const date = new Date(Date.UTC(Number(year ?? 2024), Number(month) - 1, Number(day)));
  return date.getUTCDate() === Number(day);
}

/** Matches a pattern in which a token may occur several times: only its first occurrence is a named group. */
function matchOnce(source: string, value: string): Record<string, string | undefined> | undefined {
  const seen = new Set<string>();
  const unique = source.replace(/\(\?<(\w+)>/g, (group, name: string) => {
    if (seen.has(name)) return '(?:';
    seen.add(name);
    return group;
  });
  const match = new RegExp(`^${unique}$`, 'i').exec(value);
  return match === null ? undefined : (match.groups ?? {});
}

function partOf(token: string): string | undefined {
  return ownValue(PARTS, token);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
