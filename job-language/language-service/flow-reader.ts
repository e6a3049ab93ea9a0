import { indentationOf, skipBlanks } from './block-line.ts';
import type { OpenBlock } from './block-tree.ts';
import { rangeInLine, type TextPosition } from './text-range.ts';

/** Maximum nesting depth of collections. Deeper collections are read as text. */
const DEEPEST = 64;

/** Where a collection in flow style begins and how far it may reach. */
export interface FlowStart extends TextPosition {
  /** The collection ends before a line that is indented by no more than this; -1: no limit. */
  readonly indentation: number;
}

/**
 * Reads a collection in flow style (`{…}`, `[…]`): adds its entries and items to `children`, and returns its last
 * line. A collection that is not closed ends at its indentation.
 */
export function readFlow(
  lines: readonly string[],
  start: FlowStart,
  parent: OpenBlock | undefined,
  children: OpenBlock[],
): number {
  const reader = new FlowReader(lines, start);
  reader.collection(parent, children, 0);
  return reader.line;
}

class FlowReader {
  readonly #lines: readonly string[];
  readonly #indentation: number;
  line: number;
  column: number;

  constructor(lines: readonly string[], { line, column, indentation }: FlowStart) {
    this.#lines = lines;
    this.#indentation = indentation;
    this.line = line;
    this.column = column;
  }

  collection(parent: OpenBlock | undefined, children: OpenBlock[], depth: number): void {
    const isMap = this.#next === '{';
    this.column += 1;
    while (this.#skipBlanks()) {
      if (this.#next === '}' || this.#next === ']') {
        this.column += 1;
        return;
      }
      if (this.#next === ',' || this.#next === ':') this.column += 1;
      else children.push(isMap ? this.#entry(parent, depth) : this.#item(parent, depth));
    }
  }

  #entry(parent: OpenBlock | undefined, depth: number): OpenBlock {
    const { line, column } = this;
    const written = this.#scalar(true);
    const block = flowBlock('entry', unquoted(written), { line, column }, parent);
    block.keyRange = rangeInLine(line, column, column + written.length);
    if (this.#skipBlanks() && this.#next === ':') {
      this.column += 1;
      this.#value(block, depth);
    } else {
      this.#end(block);
    }
    return block;
  }

  #item(parent: OpenBlock | undefined, depth: number): OpenBlock {
    const block = flowBlock('item', '', this, parent);
    this.#value(block, depth);
    return block;
  }

  #value(block: OpenBlock, depth: number): void {
    if (this.#skipBlanks() && !',}]'.includes(this.#next)) {
      block.valueLine = this.line;
      block.valueColumn = this.column;
      if ((this.#next === '{' || this.#next === '[') && depth < DEEPEST) {
        block.layout = 'flow';
        this.collection(block, block.children, depth + 1);
      } else {
        block.layout = 'inline';
        block.written = this.#scalar(false);
      }
    }
    this.#end(block);
  }

  #end(block: OpenBlock): void {
    block.lastLine = this.line;
    block.endColumn = this.column;
  }

  /** Reads a text up to the end of its line. Reads at least one character. */
  #scalar(isKey: boolean): string {
    const text = this.#lines[this.line] ?? '';
    const end = quotedEnd(text, this.column) ?? plainEnd(text, this.column, isKey);
    const written = text.slice(this.column, Math.max(end, this.column + 1)).trimEnd();
    this.column += written.length;
    return written;
  }

  get #next(): string {
    return (this.#lines[this.line] ?? '').charAt(this.column);
  }

  /** Moves to the next character that is neither white space nor a comment. Returns false at the end. */
  #skipBlanks(): boolean {
    for (;;) {
      const text = this.#lines[this.line];
      if (text === undefined) return false;
      const column = skipBlanks(text, this.column);
      if (column < text.length && (text.charAt(column) !== '#' || text.charAt(column - 1).trim() !== '')) {
        this.column = column;
        return true;
      }
      const below = this.#nextLine();
      if (below === undefined) return false;
      this.line = below;
      this.column = 0;
    }
  }

  #nextLine(): number | undefined {
    let line = this.line + 1;
    while (line < this.#lines.length && (this.#lines[line] ?? '').trim() === '') line += 1;
    const text = this.#lines[line];
    return text === undefined || indentationOf(text) <= this.#indentation ? undefined : line;
  }
}

function flowBlock(
  kind: OpenBlock['kind'],
  key: string,
  { line, column }: TextPosition,
  parent: OpenBlock | undefined,
): OpenBlock {
  return {
    kind,
    key,
    line,
    column,
    keyRange: rangeInLine(line, column, column),
    layout: 'none',
    written: '',
    valueLine: line,
    valueColumn: column,
    lastLine: line,
    endColumn: column,
    parent,
    children: [],
  };
}

function unquoted(written: string): string {
  return /^(["']).*\1$/.test(written) ? written.slice(1, -1) : written;
}

/**
 * Returns the column after a quoted text. Undefined if no quoted text begins here, or if it continues on the next line.
 */
function quotedEnd(text: string, start: number): number | undefined {
  const quote = text.charAt(start);
  if (quote !== '"' && quote !== "'") return undefined;
  for (let column = start + 1; column < text.length; column += 1) {
    const character = text.charAt(column);
    if (character === '\\' && quote === '"') column += 1;
    else if (character === quote && text.charAt(column + 1) === quote && quote === "'") column += 1;
    else if (character === quote) return column + 1;
  }
  return undefined;
}

function plainEnd(text: string, start: number, isKey: boolean): number {
  let column = start;
  while (column < text.length) {
    const character = text.charAt(column);
    if (',}]'.includes(character)) return column;
    if (isKey && character === ':' && /^[\s,}\]]?$/.test(text.charAt(column + 1))) return column;
    if (character === '#' && column > start && text.charAt(column - 1).trim() === '') return column;
    column += 1;
  }
  return column;
}
