const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;

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

/**
 * Parses JSON from outside.
 *
 * `JSON.parse` alone would allocate about a hundred bytes for each `[`, and code that walks the value recursively would
 * overflow its stack.
 *
 * @throws {JsonTooDeep} before any value is built.
 * @throws {SyntaxError} if the text is not JSON.
 */
export function parseBoundedJson(text: string): unknown {
  const position = tooDeepAt(text);
  if (position !== undefined) throw new JsonTooDeep(position);
  return JSON.parse(text);
}

/** Returns the position of the first bracket beyond the allowed depth. The text need not be JSON. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_LIST || code === OPEN_MAP) {
      depth += 1;
      if (depth > MOST_JSON_LEVELS) return at;
    } else if (code === CLOSE_LIST || code === CLOSE_MAP) depth -= 1;
  }
  return undefined;
}

/** Returns the position of the closing quote of the string that begins at `start`, or the end of the text if it has none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}
