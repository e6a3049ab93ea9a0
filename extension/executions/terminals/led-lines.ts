import { TextDecoder } from 'node:util';
import { TerminalFilter } from '../../../support/terminal/terminal-filter.ts';

const RED = '\x1b[31m';
const PLAIN = '\x1b[0m';
/** Colours of node names, with their codes and their names in VS Code themes. Excludes red, which marks errors. */
const NODE_COLORS = [
  { code: 36, name: 'Cyan' },
  { code: 33, name: 'Yellow' },
  { code: 35, name: 'Magenta' },
  { code: 34, name: 'Blue' },
  { code: 32, name: 'Green' },
  { code: 96, name: 'BrightCyan' },
  { code: 93, name: 'BrightYellow' },
  { code: 95, name: 'BrightMagenta' },
  { code: 94, name: 'BrightBlue' },
  { code: 92, name: 'BrightGreen' },
] as const;
type NodeColor = (typeof NODE_COLORS)[number];
/** Maximum number of characters of the colour sequences that are repeated after the name of a node. */
const LONGEST_STYLE = 64;

/** One stream of a step. Frames may split characters and escape sequences, so the decoder keeps state. */
export class LedSource {
  readonly #decoder = new TextDecoder();
  readonly #filter = new TerminalFilter();
  readonly isError: boolean;
  /** Whether the step has sent a colour on this stream. */
  isColored = false;
  /** The colour sequences since the last reset. */
  style = '';

  constructor(isError: boolean) {
    this.isError = isError;
  }

  /** Returns the text of a frame without unsafe sequences. */
  decode(bytes: Uint8Array): string {
    return this.#filter.next(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Records the colours of the text. */
  follow(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
    for (const [sequence, codes = ''] of text.matchAll(/\x1b\[([\d;]*)m/g)) {
      this.isColored = true;
      const style = /^0*(?:;|$)/.test(codes) ? '' : this.style;
      this.style = /^0*$/.test(codes) ? '' : `${style}${sequence}`.slice(-LONGEST_STYLE);
    }
  }
}

/** Combines output with lines of the transcript itself, so that concurrent streams never share a line. */
export class LedLines {
  #isAtStart = true;
  #source: LedSource | undefined;

  clear(): void {
    this.#isAtStart = true;
    this.#source = undefined;
  }

  /** Returns a line of the transcript itself. */
  line(text: string): string {
    const before = this.#isAtStart ? '' : '\r\n';
    this.clear();
    return `${PLAIN}${before}${text}\r\n`;
  }

  /**
   * Returns output for the terminal. `lead` starts each line; empty for none. Standard error is red unless the step
   * sends colours.
   */
  output(source: LedSource, text: string, lead: string): string {
    if (text === '') return '';
    const lines = lead === '' ? [text] : text.split(/(?<=\n)/);
    return lines.map((line) => this.#piece(source, line, lead)).join('');
  }

  #piece(source: LedSource, text: string, lead: string): string {
    const isContinued = !this.#isAtStart && this.#source === source;
    const before = this.#isAtStart || isContinued ? '' : '\r\n';
    const start = lead === '' || isContinued ? '' : `${PLAIN}${before}${lead}${source.style}`;
    source.follow(text);
    this.#isAtStart = text.endsWith('\n');
    this.#source = source;
    return source.isError && !source.isColored ? `${start}${RED}${text}${PLAIN}` : `${start}${text}`;
  }
}

/**
 * Returns the start of each line of a node: its name, in a colour that depends only on the name, and `step` unless
 * `step` is empty.
 */
export function nodeLead(name: string, step: string): string {
  return `\x1b[${colorOf(name).code}m${name}${step === '' ? '' : ` ${step}`} |${PLAIN} `;
}

/** Returns the name of a node's colour in themes of VS Code, such as `BrightCyan`. It depends only on the node. */
export function nodeColor(name: string): NodeColor['name'] {
  return colorOf(name).name;
}

function colorOf(name: string): NodeColor {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return NODE_COLORS[hash % NODE_COLORS.length] ?? NODE_COLORS[0];
}
