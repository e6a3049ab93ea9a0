/** Number of unchanged lines around each change. */
const CONTEXT = 3;
/** Texts with more edits are shown as completely replaced, because the search takes quadratic memory. */
const MOST_EDITS = 2000;

interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  /** Includes the line ending. Only the last line of a text may lack one. */
  readonly text: string;
}

/** A text to compare, with the label of its header line. */
export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

/** Returns the unified diff of two texts; empty if they are equal. */
export function unifiedDiff(before: LabelledText, after: LabelledText): string {
  const lines = diffLines(linesOf(before.text), linesOf(after.text));
  const hunks = hunksOf(lines);
  if (hunks.length === 0) return '';
  return `--- ${before.label}\n+++ ${after.label}\n${hunks.map((range) => hunkText(lines, range)).join('')}`;
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return [
    ...signed(' ', before.slice(0, start)),
    ...shortestEdit(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...signed(' ', before.slice(before.length - end)),
  ];
}

function signed(sign: DiffLine['sign'], texts: readonly string[]): DiffLine[] {
  return texts.map((text) => ({ sign, text }));
}

/** Finds a shortest edit with the algorithm of Myers. */
function shortestEdit(before: readonly string[], after: readonly string[]): DiffLine[] {
  const furthest = new Map<number, number>([[1, 0]]);
  const steps: Map<number, number>[] = [];
  for (let edits = 0; edits <= Math.min(MOST_EDITS, before.length + after.length); edits += 1) {
    steps.push(new Map(furthest));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = firstOf(furthest, diagonal, edits);
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      furthest.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return tracedBack(steps, before, after);
    }
  }
  return [...signed('-', before), ...signed('+', after)];
}

/** Returns the position in the first text after the edit that reaches a diagonal. */
function firstOf(furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  return comesFromAbove(furthest, diagonal, edits)
    ? (furthest.get(diagonal + 1) ?? 0)
    : (furthest.get(diagonal - 1) ?? 0) + 1;
}

function comesFromAbove(furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  if (diagonal === edits) return false;
  return (furthest.get(diagonal - 1) ?? 0) < (furthest.get(diagonal + 1) ?? 0);
}

function tracedBack(
  steps: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): DiffLine[] {
  const lines: DiffLine[] = [];
  let x = before.length;
  let y = after.length;
  for (const [edits, furthest] of [...steps.entries()].reverse()) {
    const diagonal = x - y;
    const inserted = comesFromAbove(furthest, diagonal, edits);
    const edited = edits === 0 ? 0 : firstOf(furthest, diagonal, edits);
    while (x > edited && y > edited - diagonal) {
      x -= 1;
      y -= 1;
      lines.push({ sign: ' ', text: before[x] ?? '' });
    }
    if (edits === 0) break;
    if (inserted) {
      y -= 1;
      lines.push({ sign: '+', text: after[y] ?? '' });
    } else {
      x -= 1;
      lines.push({ sign: '-', text: before[x] ?? '' });
    }
  }
  return lines.reverse();
}

interface Range {
  readonly start: number;
  end: number;
}

/** Returns the ranges of lines that contain the changes and their context. */
function hunksOf(lines: readonly DiffLine[]): readonly Range[] {
  const ranges: Range[] = [];
  for (const [index, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    const last = ranges.at(-1);
    const end = Math.min(lines.length, index + 1 + CONTEXT);
    if (last !== undefined && index - CONTEXT <= last.end) last.end = end;
    else ranges.push({ start: Math.max(0, index - CONTEXT), end });
  }
  return ranges;
}

function hunkText(lines: readonly DiffLine[], { start, end }: Range): string {
  const hunk = lines.slice(start, end);
  const body = hunk.map(({ sign, text }) =>
    text.endsWith('\n') ? sign + text : `${sign}${text}\n\\ No newline at end of file\n`,
  );
  const earlier = lines.slice(0, start);
  return `@@ -${place(earlier, hunk, '+')} +${place(earlier, hunk, '-')} @@\n${body.join('')}`;
}

/** Returns the first line and the number of lines of a hunk, without the lines that only the other text has. */
function place(earlier: readonly DiffLine[], hunk: readonly DiffLine[], other: '-' | '+'): string {
  const count = (lines: readonly DiffLine[]) => lines.filter(({ sign }) => sign !== other).length;
  const length = count(hunk);
  return `${count(earlier) + (length === 0 ? 0 : 1)},${length}`;
}
