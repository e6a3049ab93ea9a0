import { type Block, entryBelow } from './block-tree.ts';
import { rangeInLine, type TextRange } from './text-range.ts';

/** The text of a scalar in one line, without quotes and comment, and where it is written. */
export interface WrittenText {
  readonly text: string;
  readonly range: TextRange;
}

/** Returns the text of a block's value. Undefined if the value is not text on a single line. */
export function writtenText({
  layout,
  written,
  valueLine: line,
  valueColumn,
}: Block): WrittenText | undefined {
  if (layout !== 'inline' || /^[&*!]/.test(written)) return undefined;
  const quote = written.charAt(0);
  if (quote !== '"' && quote !== "'") {
    const comment = written.search(/\s#/);
    const text = comment === -1 ? written : written.slice(0, comment).trimEnd();
    return { text, range: rangeInLine(line, valueColumn, valueColumn + text.length) };
  }
  const inner = (quote === '"' ? /^"((?:[^"\\]|\\.)*)"/ : /^'((?:[^']|'')*)'/).exec(written)?.[1];
  if (inner === undefined) return undefined;
  const text = quote === "'" ? inner.replaceAll("''", "'") : inner.replace(/\\(["\\/])/g, '$1');
  return { text, range: rangeInLine(line, valueColumn + 1, valueColumn + 1 + inner.length) };
}

/**
 * Returns the text at a key below a block. Undefined if the key is absent, or its value is not text on a single line.
 */
export function writtenBelow(block: Block | undefined, key: string): WrittenText | undefined {
  const entry = entryBelow(block, key);
  return entry && writtenText(entry);
}

/** Returns the first line of a block's text that is neither blank nor a `#!` line; empty if there is none. */
export function firstLine(block: Block, lines: readonly string[]): string {
  if (block.layout === 'flow') return '';
  if (block.layout !== 'block-text') return writtenText(block)?.text.trim() ?? block.written;
  const content = lines.slice(block.line + 1, block.lastLine + 1).map((line) => line.trim());
  return content.find((line) => line !== '' && !line.startsWith('#!')) ?? '';
}
