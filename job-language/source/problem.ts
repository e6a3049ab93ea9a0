import type { SourcePath } from './source-value.ts';
/** An error or a warning about a job file. Lines and columns are 1-based, columns in UTF-16 units. */
export interface Problem {
  /** An error keeps the job from being imported; a warning does not. */
  readonly severity: 'error' | 'warning';
  /** Stable name of the kind of problem, for example `unknown-key`. */
  readonly code: string;
  /** A sentence with the object and the remedy. */
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /**
   * Index of the job, then the keys and indexes that lead to the value; empty if the problem concerns the whole file.
   */
  readonly path: SourcePath;
  /** Replaces exactly the range of the problem. */
  readonly suggestion?: Suggestion | undefined;
}

/** A key or value that was probably meant. */
export interface Suggestion {
  /** The key or value in the file, without quotes. */
  readonly instead: string;
  readonly text: string;
}

/** A problem whose position is not yet converted to line and column. */
export interface Finding {
  readonly severity: Problem['severity'];
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  /** The key or other short part to mark if `span` covers several lines. */
  readonly head?: Span | undefined;
  /** The part of the text at `span` to mark, if it is written there unchanged. */
  readonly part?: MarkedPart | undefined;
  readonly path: SourcePath;
  readonly suggestion?: Suggestion | undefined;
}

/** A part of a text value. The file may contain the text with quotes, escapes or indentation. */
export interface MarkedPart {
  /** The whole value. */
  readonly text: string;
  /** Offsets into the value. */
  readonly at: Span;
}

/**
 * Maximum length of a text in which parts are searched for, in UTF-16 units. Each finding searches the text again.
 */
const LONGEST_SEARCHED = 64 * 1024;

/** Offsets into the text, in UTF-16 units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text with the start offsets of its lines, for repeated lookups. */
export class LineIndex {
  readonly #text: string;
  readonly #starts = [0];

  constructor(text: string) {
    this.#text = text;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1))
      this.#starts.push(end + 1);
  }

  /** Returns the line and column of an offset, 1-based. */
  placeOf(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  /** Returns the smallest span to mark for a finding. */
  markOf({ span, head, part }: Finding): Span {
    const found = part === undefined ? undefined : this.#find(span, part);
    if (found !== undefined) return found;
    const isOneLine = !this.#text.slice(span.start, span.end).trimEnd().includes('\n');
    return isOneLine || head === undefined ? span : head;
  }

  /** Finds the part of a value by its text and the number of equal parts before it. */
  #find({ start, end }: Span, { text, at }: MarkedPart): Span | undefined {
    const part = text.slice(at.start, at.end);
    if (part === '' || text.length > LONGEST_SEARCHED) return undefined;
    const before = text.slice(0, at.start).split(part).length - 1;
    const written = this.#text.slice(start, end);
    let found = written.indexOf(part);
    for (let passed = 0; passed < before && found !== -1; passed += 1)
      found = written.indexOf(part, found + part.length);
    return found === -1 ? undefined : { start: start + found, end: start + found + part.length };
  }
}

/** Converts findings to problems, in the order of the text, with errors first at the same position. */
export function problemsOf(lines: LineIndex, findings: readonly Finding[]): Problem[] {
  const marked = findings.map((finding) => ({ ...finding, span: lines.markOf(finding) }));
  const sorted = marked.sort((a, b) => a.span.start - b.span.start || a.severity.localeCompare(b.severity));
  return sorted.map(({ severity, code, message, span, path, suggestion }) => {
    const start = lines.placeOf(span.start);
    const end = lines.placeOf(Math.max(span.start, span.end));
    const place = { ...start, endLine: end.line, endColumn: end.column, path };
    return { severity, code, message, ...place, ...(suggestion === undefined ? {} : { suggestion }) };
  });
}

/** Formats a problem as `job check` prints it, without the file name. */
export function formatProblem(problem: Problem): string {
  const { line, column, severity, message, code } = problem;
  return `${line}:${column}: ${severity}: ${message} [${code}]`;
}
