import type { SourcePath } from './source-value.ts';
/** An error or a warning about a job file. Lines and columns are 1-based, columns in UTF-16 units. */
export interface Problem {
  /** An error keeps the job from being imported; a warning does not. */
  readonly severity: 'error' | 'warning';
  /** Stable name of the kind of problem, for example `unknown-key`. */
  readonly code: string;
  /** A sentence that names the object and the remedy. */
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /**
   * Index of the job, then the keys and indexes that lead to the place; empty if the problem concerns the whole file.
   */
  readonly path: SourcePath;
  /** Replaces exactly the range of the problem. */
  readonly suggestion?: Suggestion | undefined;
}

/** A key or value that was probably meant. */
export interface Suggestion {
  /** The key or value as it is, without quotes. */
  readonly instead: string;
  readonly text: string;
}

/** A problem whose position is not yet converted to line and column. */
export interface Finding {
  readonly severity: Problem['severity'];
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  readonly path: SourcePath;
  readonly suggestion?: Suggestion | undefined;
}

/** Offsets into the text, in UTF-16 units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Start offsets of the lines of a text, for repeated lookups. */
export class LineIndex {
  readonly #starts = [0];

  constructor(text: string) {
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
}

/** Converts findings to problems, in the order of the text, with errors first at the same position. */
export function problemsOf(lines: LineIndex, findings: readonly Finding[]): Problem[] {
  const sorted = [...findings].sort(
    (a, b) => a.span.start - b.span.start || a.severity.localeCompare(b.severity),
  );
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
