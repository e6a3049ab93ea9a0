import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { Scrollback } from './scrollback.ts';
import { Transcript } from './transcript.ts';

/** Where output is shown, such as a terminal. */
export interface OutputScreen {
  readonly write: (text: string) => void;
  /** Number of lines that the screen keeps. */
  readonly keptLines: number;
}

/** Writes the events of an execution, or of one of its nodes, to a screen. Reports that the screen drops lines. */
export class TranscriptScreen {
  readonly #screen: OutputScreen;
  readonly #transcript = new Transcript();
  readonly #scrollback: Scrollback;

  constructor(screen: OutputScreen) {
    this.#screen = screen;
    this.#scrollback = new Scrollback(screen.keptLines);
  }

  /** Sets the width of the screen, in characters. */
  resize(columns: number): void {
    this.#scrollback.resize(columns);
  }

  /** Writes an event. Returns the number of characters that the transcript wrote. */
  show(event: ExecutionEvent): number {
    if (event.type === 'reset') this.#scrollback.clear();
    const isEnd = event.type === 'execution-ended';
    if (isEnd) this.#noteScrollback(true);
    const text = this.#transcript.next(event);
    if (text === '') return 0;
    this.#scrollback.add(text);
    this.#screen.write(text);
    if (!isEnd) this.#noteScrollback(false);
    return text.length;
  }

  /** Appends a line that is not an event of the execution. */
  append(text: string): void {
    this.#screen.write(this.#transcript.lineOf(text));
  }

  /** Writes the error after which no output follows. */
  fail(problem: string): void {
    this.#screen.write(`\x1b[31m${problem}\x1b[0m\r\n`);
  }

  #noteScrollback(isEnd: boolean): void {
    const notice = this.#scrollback.notice(isEnd);
    if (notice !== undefined) this.append(notice);
  }
}
