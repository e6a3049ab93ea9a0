import type { Block } from './block-tree.ts';

/** The start of a block in its line. */
export interface BlockHead
  extends Pick<Block, 'kind' | 'key' | 'column' | 'layout' | 'written' | 'valueColumn'> {
  /** The column after the key or the dash. */
  readonly keyEnd: number;
}

/** Returns the number of spaces that begin a line. */
export function indentationOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

/** Maximum number of list dashes that are read at the start of a line. */
const MOST_HEADS = 16;

/** Returns the blocks that begin in a line: `- - name: x` begins two items and an entry. */
export function headsIn(line: string, indentation: number): BlockHead[] {
  const heads: BlockHead[] = [];
  let column = indentation;
  while (heads.length < MOST_HEADS && /^-(?:\s|$)/.test(line.slice(column, column + 2))) {
    const next = skipBlanks(line, column + 1);
    const isLast =
      !line.startsWith('- ', next) && line.slice(next) !== '-' && keyIn(line, next) === undefined;
    heads.push({
      kind: 'item',
      key: '',
      column,
      keyEnd: column + 1,
      ...valueIn(line, isLast ? next : line.length),
    });
    column = next;
    if (isLast) return heads;
  }
  const found = keyIn(line, column);
  if (found === undefined) return heads;
  const valueColumn = skipBlanks(line, found.colon + 1);
  return [
    ...heads,
    { kind: 'entry', key: found.key, column, keyEnd: found.end, ...valueIn(line, valueColumn) },
  ];
}

interface FoundKey {
  readonly key: string;
  readonly end: number;
  readonly colon: number;
}

function keyIn(line: string, start: number): FoundKey | undefined {
  const quote = line.charAt(start);
  if (quote === '"' || quote === "'") {
    const end = line.indexOf(quote, start + 1) + 1;
    const colon = skipBlanks(line, end);
    if (end === 0 || !isColon(line, colon)) return undefined;
    return { key: line.slice(start + 1, end - 1), end, colon };
  }
  if (start >= line.length || '#&*!|>%@`[]{},'.includes(quote)) return undefined;
  let colon = line.indexOf(':', start);
  while (colon !== -1 && !isColon(line, colon)) colon = line.indexOf(':', colon + 1);
  if (colon === -1) return undefined;
  const key = line.slice(start, colon).trimEnd();
  if (key === '' || key.includes(' #')) return undefined;
  return { key, end: start + key.length, colon };
}

function isColon(line: string, at: number): boolean {
  return line.charAt(at) === ':' && /^(?:\s|)$/.test(line.charAt(at + 1));
}

const BLOCK_TEXT = /^(?:[&!]\S*\s+)*[|>][-+\d]*\s*(?:#|$)/;
const NO_VALUE = /^(?:[&!]\S*\s*)*(?:#|$)/;

function valueIn(line: string, valueColumn: number): Pick<BlockHead, 'layout' | 'written' | 'valueColumn'> {
  const rest = line.slice(valueColumn).trimEnd();
  if (NO_VALUE.test(rest)) return { layout: 'none', written: '', valueColumn };
  if (BLOCK_TEXT.test(rest)) return { layout: 'block-text', written: '', valueColumn };
  return { layout: 'inline', written: rest, valueColumn };
}

/** Returns the first column from `start` that is neither a space nor a tab. */
export function skipBlanks(line: string, start: number): number {
  let column = start;
  while (line.charAt(column) === ' ' || line.charAt(column) === '\t') column += 1;
  return column;
}
