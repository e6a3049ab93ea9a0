/** A position in a file, as a program printed it, such as `src/main.c:12:5`. Lines and columns count from 1. */
export interface FileReference {
  /** The path as printed, with `/` between its parts and without `.` and `..`: `src/main.c`. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** A reference and its position in the text that was searched. */
export interface FoundReference extends FileReference {
  readonly start: number;
  readonly length: number;
}

/** Maximum number of characters of a line that are searched. */
const LONGEST_LINE = 4096;
/** Maximum number of references in a line. */
const MOST_REFERENCES = 10;
const LONGEST_PATH = 512;
/** A line or column number of at most seven digits, because VS Code stores them in 32 bits. */
const DIGITS = '\\d{1,7}(?!\\d)';

/** One character class, so that matching is linear. Quotes and brackets surround paths, and are not part of them. */
const WORDS = /[^\s"'`<>|()[\]{},;]+/g;
/** `:12` or `:12:5` within a word. */
const COLON = new RegExp(`:(${DIGITS})(?::(${DIGITS}))?`);
/** `(12)`, `(12,5)`, `", line 12` or ` line 12` after a word. */
const AFTER_WORD = new RegExp(`\\((${DIGITS})(?:, ?(${DIGITS}))?\\)|["'], line (${DIGITS})`, 'y');
const AFTER_COLON = new RegExp(` line (${DIGITS})`, 'y');
/** Whether a line may contain a reference. Most lines do not, and this test is cheaper than a search. */
const MAY_REFER = /:\d|\(\d|\bline \d/;

/**
 * Returns the positions in files that a line of output contains, in the formats of compilers and stack traces:
 * `src/a.c:12:5`, `src/a.cs(12,5)`, `File "a.py", line 12` and `a.sh: line 12:`. The time is linear in the length of
 * the line, of which only the beginning is searched.
 */
export function fileReferences(text: string): readonly FoundReference[] {
  const searched = text.slice(0, LONGEST_LINE);
  if (!MAY_REFER.test(searched)) return [];
  const found: FoundReference[] = [];
  for (const { 0: word, index } of searched.matchAll(WORDS)) {
    if (found.length === MOST_REFERENCES) break;
    const reference = inWord(word, index) ?? afterWord(searched, word, index);
    if (reference !== undefined) found.push(reference);
  }
  return found;
}

function inWord(word: string, start: number): FoundReference | undefined {
  const match = COLON.exec(word);
  if (match === null) return undefined;
  const [place, line = '', column] = match;
  const printed = word.slice(0, match.index);
  if (column === undefined && isHostName(printed)) return undefined;
  return referenceOf(printed, { line, column, start, length: match.index + place.length });
}

function afterWord(text: string, word: string, start: number): FoundReference | undefined {
  const end = start + word.length;
  const form = word.endsWith(':') ? AFTER_COLON : AFTER_WORD;
  form.lastIndex = end;
  const match = form.exec(text);
  if (match === null) return undefined;
  const [place, first, column, quoted] = match;
  const length = word.length + place.length;
  return referenceOf(word.replace(/:$/, ''), { line: first ?? quoted ?? '', column, start, length });
}

function referenceOf(
  printed: string,
  place: {
    readonly line: string;
    readonly column: string | undefined;
    readonly start: number;
    readonly length: number;
  },
): FoundReference | undefined {
  const path = plainPath(printed);
  const line = Number(place.line);
  if (path === undefined || line === 0) return undefined;
  const column = Math.max(1, Number(place.column ?? 1));
  return { path, line, column, start: place.start, length: place.length };
}

/** Whether the text may be the name of a host, as in `db.example.com:5432`. */
function isHostName(printed: string): boolean {
  return /^[\w-]+(?:\.[\w-]+){2,}$/.test(printed);
}

/**
 * Returns the path without scheme, drive, `.` and `..`; undefined if the text is probably no path. A path contains a
 * `/`, or its name has an extension.
 */
function plainPath(printed: string): string | undefined {
  if (printed.length > LONGEST_PATH || /^https?:/i.test(printed)) return undefined;
  const whole = printed.replaceAll('\\', '/').split(':').at(-1) ?? '';
  const parts = whole.split('/').filter((part) => part !== '' && part !== '.');
  const path = parts.slice(parts.lastIndexOf('..') + 1);
  const name = path.at(-1) ?? '';
  // In a search for the file, these characters would be wildcards.
  if (/[*?!]/.test(whole) || !/[A-Za-z]/.test(name)) return undefined;
  return whole.includes('/') || /[\w)-]\.[A-Za-z][\w-]{0,15}$/.test(name) ? path.join('/') : undefined;
}
