import { allBlocks, type BlockTree } from './block-tree.ts';

/** Lines that can be folded into the first one. Lines count from 0. */
export interface Fold {
  readonly start: number;
  readonly end: number;
  readonly kind: 'block' | 'comment';
}

/**
 * Returns the folds of a job file: each block and each comment of several lines, in order. At most one fold starts on
 * each line.
 */
export function foldsOf({ lines, roots }: BlockTree): Fold[] {
  const folds = new Map<number, Fold>();
  const blockTexts = new Set<number>();
  for (const { line, lastLine, layout } of allBlocks(roots)) {
    // The outermost of the blocks that begin in a line comes first.
    if (lastLine > line && !folds.has(line)) folds.set(line, { start: line, end: lastLine, kind: 'block' });
    if (layout === 'block-text')
      for (let inside = line + 1; inside <= lastLine; inside += 1) blockTexts.add(inside);
  }
  for (const { start, end } of comments(lines, blockTexts)) folds.set(start, { start, end, kind: 'comment' });
  return [...folds.values()].sort((a, b) => a.start - b.start);
}

function* comments(
  lines: readonly string[],
  blockTexts: ReadonlySet<number>,
): Generator<{ start: number; end: number }> {
  let start: number | undefined;
  for (let line = 0; line <= lines.length; line += 1) {
    const isComment = !blockTexts.has(line) && /^ *#/.test(lines[line] ?? '');
    if (isComment) {
      start ??= line;
    } else {
      if (start !== undefined && line - 1 > start) yield { start, end: line - 1 };
      start = undefined;
    }
  }
}
