import { setImmediate } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { ExecutionOutput } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { numberText } from '../../model/display-language.ts';
import { sizeText } from '../../model/display-text.ts';
import type { OutputAddress } from './output-address.ts';
import { type FoundLine, OutputLayout, type OutputTarget } from './output-layout.ts';
import { outputLine } from './output-line.ts';

/**
 * Maximum characters of a part. VS Code does not pass documents above 50 MB to extensions, which provide folding and
 * outline.
 */
export const PART_CHARACTERS = 16 * 1024 * 1024;

/** Number of lines that are searched before other tasks of the process can run. */
const LINES_PER_TURN = 5000;

/** A position between two entries: `skip` entries after the beginning of the page at `offset`. */
export interface OutputMark {
  readonly offset: string;
  readonly skip: number;
}

/** Where a part begins. `line` is the number of lines in the previous parts. */
export interface PartStart {
  readonly mark: OutputMark;
  readonly line: number;
}

export const FIRST_START: PartStart = { mark: { offset: '0', skip: 0 }, line: 0 };

/** Reads the page of output at an offset. Pages include the lines of the engine. */
export type ReadPage = (offset: string, signal: AbortSignal | undefined) => Promise<ExecutionOutput>;

/** A part of the output as text. The last part of a running execution grows. */
export class OutputPart {
  readonly layout = new OutputLayout();
  readonly #address: OutputAddress;
  readonly #start: PartStart;
  readonly #read: ReadPage;
  readonly #most: number;
  readonly #lines: string[] = [];
  #mark: OutputMark;
  #characters = 0;
  #totalBytes = 0;
  #next: PartStart | undefined;
  #ended = false;
  #version = 0;
  #growing: Promise<unknown> = Promise.resolve();

  constructor(needs: {
    readonly address: OutputAddress;
    readonly start: PartStart;
    readonly read: ReadPage;
    /** Number of characters after which the part ends. */
    readonly most?: number;
  }) {
    this.#address = needs.address;
    this.#start = needs.start;
    this.#mark = needs.start.mark;
    this.#read = needs.read;
    this.#most = needs.most ?? PART_CHARACTERS;
  }

  /** Where the next part begins. Undefined while this is the last part. */
  get next(): PartStart | undefined {
    return this.#next;
  }

  /** Whether the part is final, so that no further line is appended. */
  get isComplete(): boolean {
    return this.#ended || this.#next !== undefined;
  }

  /** Increases whenever the text changes. */
  get version(): number {
    return this.#version;
  }

  /** The number of characters of the text, without the header. */
  get characters(): number {
    return this.#characters;
  }

  /** The text. Unless the part is the whole output, a header shows which lines the part contains. */
  get text(): string {
    if (this.layout.lines === 0) return `${this.#ended ? l10n.t('No output') : l10n.t('No output yet')}\n`;
    return `${this.#header}${this.#lines.join('\n')}\n`;
  }

  /** Returns the line of a target in the text. */
  find(target: OutputTarget): FoundLine | undefined {
    const found = this.layout.find(target);
    return found && { ...found, line: found.line + this.firstLine };
  }

  /** Returns a line of the text; undefined for the header, and for a line after the end. */
  lineAt(line: number): string | undefined {
    return this.#lines[line - this.firstLine];
  }

  /**
   * Returns the first line of the text, from line `from` on, that contains `text`, ignoring case. Other tasks of the
   * process can run meanwhile. Rejects if the signal aborts.
   */
  async lineWith(text: string, from: number, signal?: AbortSignal): Promise<number | undefined> {
    const wanted = text.toLowerCase();
    for (let index = Math.max(0, from - this.firstLine); index < this.#lines.length; index += 1) {
      if (index % LINES_PER_TURN === LINES_PER_TURN - 1) await setImmediate(undefined, { signal });
      if (this.#lines[index]?.toLowerCase().includes(wanted) === true) return index + this.firstLine;
    }
    return undefined;
  }

  /** The number of lines of the previous parts. */
  get linesBefore(): number {
    return this.#start.line;
  }

  /** The line of the text at which the output begins: 1 if there is a header, otherwise 0. */
  get firstLine(): number {
    return this.#header === '' ? 0 : 1;
  }

  /** Reads until the part is full or no more output is available. Returns whether the text changed. */
  async grow(signal?: AbortSignal): Promise<boolean> {
    const grown = this.#growing.then(() => this.#grow(signal));
    this.#growing = grown.catch(() => undefined);
    return grown;
  }

  async #grow(signal: AbortSignal | undefined): Promise<boolean> {
    const before = this.#version;
    while (!this.isComplete) {
      const page = await this.#read(this.#mark.offset, signal);
      this.#totalBytes = page.totalSize;
      this.#add(page);
      if (page.entries.length === 0) break;
    }
    return this.#version !== before;
  }

  #add({ entries, offset, completed }: ExecutionOutput): void {
    const { node } = this.#address;
    for (const [index, entry] of entries.entries()) {
      if (index < this.#mark.skip || (node !== undefined && entry.node !== node)) continue;
      if (this.#characters >= this.#most) {
        this.#next = {
          mark: { offset: this.#mark.offset, skip: index },
          line: this.#start.line + this.layout.lines,
        };
        this.#version += 1;
        return;
      }
      const line = outputLine(entry);
      this.#lines.push(line);
      this.#characters += line.length + 1;
      this.layout.add(entry);
      this.#version += 1;
    }
    this.#mark = { offset, skip: 0 };
    if (!completed) return;
    this.#ended = true;
    if (this.layout.lines === 0) this.#version += 1;
  }

  get #header(): string {
    const { part, execution, node } = this.#address;
    if (part === 1 && this.#next === undefined) return '';
    const lines = [
      numberText(this.#start.line + 1),
      numberText(this.#start.line + this.layout.lines),
    ] as const;
    const what =
      node === undefined
        ? l10n.t(
            'Part {0}: lines {1} to {2} of the output of execution {3}. The whole output has {4}.',
            part,
            ...lines,
            execution,
            sizeText(this.#totalBytes),
          )
        : l10n.t(
            'Part {0}: lines {1} to {2} of the output of execution {3} on node {4}.',
            part,
            ...lines,
            execution,
            node,
          );
    return `${what} ${othersText(part > 1, this.#next !== undefined)}\n`;
  }
}

/** Returns the titles of the commands that show the parts before and after this one. */
function othersText(hasPrevious: boolean, hasNext: boolean): string {
  if (!hasNext)
    return l10n.t(
      'Run “Show Previous Part of Output” to read the other lines, or “Save Output As…” to save all of them.',
    );
  return hasPrevious
    ? l10n.t(
        'Run “Show Previous Part of Output” or “Show Next Part of Output” to read the other lines, or “Save Output As…” to save all of them.',
      )
    : l10n.t(
        'Run “Show Next Part of Output” to read the other lines, or “Save Output As…” to save all of them.',
      );
}
