const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;
const COMMA = 44;

/** Maximum nesting depth of JSON from outside. */
export const MOST_JSON_LEVELS = 64;

/** JSON nested more deeply than {@link MOST_JSON_LEVELS}. */
export class JsonTooDeep extends SyntaxError {
  override readonly name = 'JsonTooDeep';
  /** Offset of the first bracket beyond the limit, in UTF-16 code units. */
  readonly position: number;

  constructor(position: number) {
    super(`it is nested more than ${MOST_JSON_LEVELS} levels deep at position ${position}`);
    this.position = position;
  }
}

/** Thrown for JSON with more values than the limit. */
export class JsonTooLong extends SyntaxError {
  override readonly name = 'JsonTooLong';

  constructor(values: number) {
    super(`it has more than ${values} values`);
  }
}

/** Limits of JSON from outside. */
export interface JsonBounds {
  /**
   * Maximum number of values, counted by commas and opening brackets. The parsing time grows with the number of values:
   * it may be a hundred times that of a single string of the same size.
   */
  readonly values?: number;
}

/**
 * Parses JSON from outside.
 *
 * `JSON.parse` alone would allocate about a hundred bytes for each `[`, and code that walks the value recursively would
 * overflow its stack.
 *
 * @throws {JsonTooDeep} or {JsonTooLong} before any value is built.
 * @throws {SyntaxError} if the text is not JSON.
 */
export function parseBoundedJson(
  text: string,
  { values = Number.POSITIVE_INFINITY }: JsonBounds = {},
): unknown {
  if (mayExceed(text, values)) checkBounds(text, values);
  return JSON.parse(text);
}

/**
 * Returns whether a text may exceed the bounds: false for almost every message, at a tenth of the cost of {@link
 * checkBounds}.
 */
function mayExceed(text: string, values: number): boolean {
  if (text.length > values) return true;
  let brackets = 0;
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      brackets += 1;
      if (brackets > MOST_JSON_LEVELS) return true;
    }
  }
  return false;
}

/**
 * Throws at the first bracket beyond the allowed depth, or the first value beyond the limit. The text need not be JSON.
 */
function checkBounds(text: string, values: number): void {
  let depth = 0;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_LIST || code === OPEN_MAP) {
      depth += 1;
      count += 1;
      if (depth > MOST_JSON_LEVELS) throw new JsonTooDeep(at);
    } else if (code === CLOSE_LIST || code === CLOSE_MAP) depth -= 1;
    else if (code === COMMA) count += 1;
    if (count > values) throw new JsonTooLong(values);
  }
}

/**
 * Returns the position of the closing quote of the string that begins at `start`, or the end of the text if it has
 * none.
 */
function endOfString(text: string, start: number): number {
  const end = text.indexOf('"', start + 1);
  if (end === -1) return text.length;
  if (text.charCodeAt(end - 1) !== BACKSLASH) return end;
  // Searching from quote to quote takes long where most quotes are escaped.
  let at = start + 1;
  for (let code = text.charCodeAt(at); at < text.length && code !== QUOTE; code = text.charCodeAt(at))
    at += code === BACKSLASH ? 2 : 1;
  return at;
}
