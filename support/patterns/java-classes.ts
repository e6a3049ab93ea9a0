import { ownValue } from '../records/own-value.ts';

/** Contents of bracket classes that Java names or reads differently from JavaScript. */
const LINE_ENDS = '\\n\\r\\u0085\\u2028\\u2029';
const VERTICAL = '\\n\\x0B\\f\\r\\x85\\u2028\\u2029';

/** Any character except a line break, as `.` without the flag `s`. */
export const ANY_BUT_LINE_END = `[^${LINE_ENDS}]`;
/** `^` and `$` with the flag `m`. */
export const LINE_START = `(?<![^${LINE_ENDS}])`;
export const LINE_END = `(?![^${LINE_ENDS}])`;
/** `$` and `\Z`: the end of the text, or the position before its final line break. */
export const LAST_LINE_END = `(?=(?:\\r\\n|[${LINE_ENDS}])?(?![\\s\\S]))`;
/** `\R` */
export const LINE_BREAK = `(?:\\r\\n|[${VERTICAL}])`;

/** Contents of the classes `\d`, `\h` and so on, by letter. The upper-case letter negates the class. */
const LETTERS: Readonly<Record<string, string>> = {
  d: '0-9',
  s: ' \\t\\n\\x0B\\f\\r',
  w: 'a-zA-Z0-9_',
  h: ' \\t\\xA0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000',
  v: VERTICAL,
};

/** Java's properties `\p{…}` that are ASCII only, or that JavaScript does not have by that name. */
const PROPERTIES: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '\\x21-\\x2F\\x3A-\\x40\\x5B-\\x60\\x7B-\\x7E',
  Graph: '\\x21-\\x7E',
  Print: '\\x20-\\x7E',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\x0B\\f\\r',
  javaLowerCase: '\\p{Lowercase}',
  javaUpperCase: '\\p{Uppercase}',
  javaWhitespace: '\\x09-\\x0D\\x1C-\\x20\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000',
  javaLetter: '\\p{L}',
  javaDigit: '\\p{Nd}',
  javaLetterOrDigit: '\\p{L}\\p{Nd}',
  javaAlphabetic: '\\p{Alphabetic}',
};

/** Returns the class `\d`, `\H` and so on; undefined if no class has this letter. */
export function letterClass(letter: string): { content: string; negated: boolean } | undefined {
  const content = ownValue(LETTERS, letter.toLowerCase());
  return content === undefined ? undefined : { content, negated: letter !== letter.toLowerCase() };
}

/** Returns the content of `\p{name}`; undefined if JavaScript has no such property. */
export function propertyClass(name: string): string | undefined {
  const named = ownValue(PROPERTIES, name);
  if (named !== undefined) return named;
  const [, key = '', value = ''] = /^(?:(sc|script|gc|general_category)=|Is)?(\w+)$/i.exec(name) ?? [];
  const forms = /^sc/i.test(key)
    ? [`\\p{Script=${value}}`]
    : [`\\p{${value}}`, `\\p{General_Category=${value}}`, `\\p{Script=${value}}`];
  return forms.find(isProperty);
}

function isProperty(form: string): boolean {
  try {
    return new RegExp(form, 'v') instanceof RegExp;
  } catch {
    return false;
  }
}
