/** A position in a text. Line and column count from 0; columns are UTF-16 units. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A part of a text; `end` is exclusive. */
export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** Returns a range within one line. */
export function rangeInLine(line: number, start: number, end: number): TextRange {
  return { start: { line, column: start }, end: { line, column: end } };
}

/** Returns whether a position is in a range within one line, or directly after it. */
export function isAtRange({ start, end }: TextRange, { line, column }: TextPosition): boolean {
  return line === start.line && column >= start.column && column <= end.column;
}
