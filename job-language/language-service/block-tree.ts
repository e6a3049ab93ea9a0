import { type BlockHead, headsIn, indentationOf } from './block-line.ts';
import { readFlow } from './flow-reader.ts';
import { rangeInLine, type TextRange } from './text-range.ts';

/** A map entry or a list item of a job file. Lines and columns count from 0. */
export interface Block {
  readonly kind: 'entry' | 'item';
  /** The key of an entry; empty for an item. */
  readonly key: string;
  readonly line: number;
  /** The first column of the key or the dash. */
  readonly column: number;
  readonly keyRange: TextRange;
  /** How the value is written. `none`: there is no value, or it consists of blocks below. */
  readonly layout: 'none' | 'inline' | 'block-text' | 'flow';
  /** The value in its line, as written; empty unless `layout` is `inline`. */
  readonly written: string;
  /** Where the value begins. */
  readonly valueLine: number;
  readonly valueColumn: number;
  /** The last line that is not blank, and the column after the block in that line. */
  readonly lastLine: number;
  readonly endColumn: number;
  readonly parent: Block | undefined;
  readonly children: readonly Block[];
}

/** The blocks of a job file. */
export interface BlockTree {
  readonly lines: readonly string[];
  readonly roots: readonly Block[];
}

/** A block whose end is not read yet. */
export interface OpenBlock extends Block {
  keyRange: TextRange;
  layout: Block['layout'];
  written: string;
  valueLine: number;
  valueColumn: number;
  lastLine: number;
  endColumn: number;
  readonly children: OpenBlock[];
}

/**
 * Reads the blocks of a YAML text by its indentation. A text that is being typed is mostly invalid YAML, so this reader
 * accepts every text. Takes time proportional to the length of the text.
 */
export function readBlocks(text: string): BlockTree {
  const lines = text.split(/\r?\n/);
  return { lines, roots: new BlockReader(lines).read() };
}

class BlockReader {
  readonly #lines: readonly string[];
  readonly #roots: OpenBlock[] = [];
  /** The blocks that may contain the next line, outermost first. */
  #open: OpenBlock[] = [];

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  read(): readonly Block[] {
    let line = 0;
    while (line < this.#lines.length) line = this.#readLine(line) + 1;
    return this.#roots;
  }

  /** Reads a line and the lines that continue it. Returns the number of the last one. */
  #readLine(line: number): number {
    const content = this.#lines[line] ?? '';
    if (content.trim() === '') return line;
    const indentation = indentationOf(content);
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(content)) {
      this.#open = [];
      return line;
    }
    const above = this.#open.at(-1);
    if (above !== undefined && above.layout !== 'none' && indentation > above.column)
      return this.#extend(line);
    if (content.charAt(indentation) === '#') return line;
    const heads = headsIn(content, indentation);
    if (heads.length === 0) this.#open = this.#open.filter(({ column }) => column < indentation);
    for (const head of heads) {
      const open = enclosing(this.#open, head);
      const parent = open.at(-1);
      const block = blockOf(head, line, parent);
      (parent?.children ?? this.#roots).push(block);
      this.#open = [...open, block];
    }
    const inner = this.#open.at(-1);
    const start = heads.length === 0 ? indentation : (inner?.valueColumn ?? indentation);
    return this.#extend(this.#readFlow(line, start, inner));
  }

  /** Reads the collection in flow style that begins at a column, if there is one. */
  #readFlow(line: number, column: number, parent: OpenBlock | undefined): number {
    const first = this.#lines[line]?.charAt(column);
    if (first !== '{' && first !== '[') return line;
    if (parent !== undefined) Object.assign(parent, { layout: 'flow', written: '' });
    const start = { line, column, indentation: parent?.column ?? -1 };
    return readFlow(this.#lines, start, parent, parent?.children ?? this.#roots);
  }

  #extend(line: number): number {
    for (const block of this.#open) {
      block.lastLine = line;
      block.endColumn = this.#lines[line]?.length ?? 0;
    }
    return line;
  }
}

/** Returns every block of a tree, in the order of the text. */
export function allBlocks(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => [block, ...allBlocks(block.children)]);
}

/** Returns the entry of a key below a block. */
export function entryBelow(block: Block | undefined, key: string): Block | undefined {
  return block?.children.find((child) => child.kind === 'entry' && child.key === key);
}

/** Returns a block that is an entry unchanged; for an item of a list, the entry whose value is that list. */
export function nearestEntry(block: Block | undefined): Block | undefined {
  let found = block;
  while (found?.kind === 'item') found = found.parent;
  return found;
}

/** Returns the items of the list below a block. */
export function itemsBelow(block: Block | undefined): readonly Block[] {
  return block?.children.filter(({ kind }) => kind === 'item') ?? [];
}

/** Returns the open blocks that can contain a block. A list may have the indentation of the key above it. */
function enclosing(open: readonly OpenBlock[], { kind, column }: BlockHead): OpenBlock[] {
  return open.filter(
    (it) => it.column < column || (it.column === column && kind === 'item' && it.kind === 'entry'),
  );
}

function blockOf(head: BlockHead, line: number, parent: OpenBlock | undefined): OpenBlock {
  const { keyEnd, ...rest } = head;
  const keyRange = rangeInLine(line, head.column, keyEnd);
  return {
    ...rest,
    line,
    keyRange,
    valueLine: line,
    lastLine: line,
    endColumn: keyEnd,
    parent,
    children: [],
  };
}
