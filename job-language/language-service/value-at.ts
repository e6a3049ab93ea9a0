import { type KeyPlace, placeBelow } from '../keys/key-places.ts';
import { type Block, type BlockTree, nearestEntry } from './block-tree.ts';
import type { TextPosition } from './text-range.ts';
import { writtenText } from './written-text.ts';

/** The value of a job file at a position. */
export interface ValueAt {
  /** The map that contains the key of the value; undefined where the job format has no keys. */
  readonly place: KeyPlace | undefined;
  readonly key: string;
  /** The entry of the key. */
  readonly entry: Block;
  readonly line: number;
  /** The part of the value before the position, in its line. */
  readonly before: string;
  /** The part after it. */
  readonly after: string;
  /** Whether a space is missing between the key and the value. */
  readonly needsSpace: boolean;
}

/** Returns the value at a position. Undefined within keys and outside of values. */
export function valueAt(tree: BlockTree, position: TextPosition): ValueAt | undefined {
  const block = blockAt(tree, position);
  const entry = nearestEntry(block);
  if (block === undefined || entry === undefined) return undefined;
  const text = tree.lines[position.line] ?? '';
  const bounds = boundsOf(block, text, position);
  if (bounds === undefined) return undefined;
  return {
    place: placeOf(entry),
    key: entry.key,
    entry,
    line: position.line,
    before: text.slice(bounds.start, position.column),
    after: text.slice(position.column, bounds.end),
    needsSpace: block.layout === 'none' && text.charAt(position.column - 1) === ':',
  };
}

/** Returns the innermost block at a position. */
export function blockAt({ roots }: BlockTree, position: TextPosition): Block | undefined {
  let found: Block | undefined;
  let inner = roots.findLast((block) => contains(block, position));
  while (inner !== undefined) {
    found = inner;
    inner = inner.children.findLast((block) => contains(block, position));
  }
  return found;
}

function contains({ line, column, lastLine, endColumn }: Block, position: TextPosition): boolean {
  if (position.line < line || position.line > lastLine) return false;
  if (position.line === line && position.column < column) return false;
  return position.line < lastLine || position.column <= endColumn;
}

function placeOf(entry: Block): KeyPlace | undefined {
  const keys: string[] = [];
  for (let block = entry.parent; block !== undefined; block = block.parent)
    if (block.kind === 'entry') keys.unshift(block.key);
  return keys.reduce<KeyPlace | undefined>((place, key) => place && placeBelow(place, key), 'job');
}

/** Returns the columns of the value in the line of the position. */
function boundsOf(
  block: Block,
  text: string,
  { line, column }: TextPosition,
): { start: number; end: number } | undefined {
  switch (block.layout) {
    case 'block-text':
      return line > block.line ? { start: 0, end: text.length } : undefined;
    case 'flow':
      return isInList(block, text, { line, column }) ? { start: column, end: column } : undefined;
    case 'none': {
      const keyEnd = block.keyRange.end.column + (block.kind === 'entry' ? 1 : 0);
      return line === block.line && column >= keyEnd ? { start: column, end: column } : undefined;
    }
    case 'inline': {
      if (line !== block.valueLine) return { start: 0, end: text.length };
      const { start, end } = writtenText(block)?.range ?? {};
      const first = start?.column ?? block.valueColumn + (/^["']/.test(block.written) ? 1 : 0);
      const last = end?.column ?? text.length;
      return column >= first && column <= last ? { start: first, end: last } : undefined;
    }
  }
}

/** Whether a position is between the items of a list in flow style. */
function isInList(block: Block, text: string, { line, column }: TextPosition): boolean {
  return block.valueLine === line && text.charAt(block.valueColumn) === '[' && column > block.valueColumn;
}
