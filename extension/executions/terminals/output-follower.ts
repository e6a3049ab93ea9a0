import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../../protocol/client/client.ts';
import { followExecutionEvents } from '../../../protocol/client/follow-execution-events.ts';
import { explain, toOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { LinkNotice } from './link-notice.ts';
import { Scrollback } from './scrollback.ts';
import { TerminalTitle } from './terminal-title.ts';
import { Transcript } from './transcript.ts';

/**
 * Number of characters after which writing pauses for PAUSE_MS, because a terminal drops output that it cannot render
 * in time.
 */
const BURST_CHARACTERS = 256 * 1024;
const PAUSE_MS = 16;

type ExecutionEnd = Extract<ExecutionEvent, { type: 'execution-ended' }>;

export interface OutputFollowerOptions {
  readonly execution: ExecutionId;
  readonly name: string;
  /** Returns the current client. Undefined while there is no connection. */
  readonly client: () => Pick<Client, 'executionStream'> | undefined;
  /**
   * Called at the end of the execution, once the stream is closed. Nothing is written afterwards, except by `append`.
   */
  readonly onEnded: (end: ExecutionEnd) => void;
  /**
   * Called after an error that reconnecting cannot solve: the coordinator refuses the token, or the execution was
   * deleted. The error is already written, and no output follows.
   */
  readonly onFailed: () => void;
}

/** Where the output of an execution is shown. */
interface Screen {
  readonly write: (text: string) => void;
  readonly rename: (name: string) => void;
  /** Number of lines that the screen keeps. */
  readonly keptLines: number;
}

/**
 * Writes the output of one execution to a screen, from its start to its end. Reports a lost link with a dim line, and
 * reconnects.
 */
export class OutputFollower {
  readonly #options: OutputFollowerOptions;
  readonly #screen: Screen;
  readonly #transcript = new Transcript();
  readonly #scrollback: Scrollback;
  readonly #title: TerminalTitle;
  readonly #linkNotice = new LinkNotice();
  #written = 0;

  constructor(options: OutputFollowerOptions, screen: Screen) {
    this.#options = options;
    this.#screen = screen;
    this.#scrollback = new Scrollback(screen.keptLines);
    this.#title = new TerminalTitle(options.name);
  }

  /** Sets the width of the screen, in characters. */
  resize(columns: number): void {
    this.#scrollback.resize(columns);
  }

  /** Appends a line that is not an event of the execution. */
  append(text: string): void {
    this.#screen.write(this.#transcript.lineOf(text));
  }

  /** Resolves at the end, after a final error, or when the signal aborts. Call it once. */
  async follow(signal: AbortSignal): Promise<void> {
    try {
      await this.#follow(signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#screen.write(`\x1b[31m${explain(toOutrunnerError(error))}\x1b[0m\r\n`);
      this.#options.onFailed();
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { client, execution } = this.#options;
    const events = followExecutionEvents({
      open: (from) => {
        const now = client();
        if (now === undefined) return noEvents();
        return now.executionStream({ params: { execution }, query: { from }, signal });
      },
      signal,
      onLink: (link) => {
        const notice = link.up ? undefined : this.#linkNotice.lost();
        if (notice !== undefined) this.append(notice);
      },
    });
    let end: ExecutionEnd | undefined;
    for await (const event of events) {
      this.#linkNotice.received();
      if (event.type === 'reset') this.#scrollback.clear();
      const text = this.#transcript.next(event);
      const title = this.#title.next(event);
      if (title !== undefined) this.#screen.rename(title);
      if (event.type === 'execution-ended') {
        end = event;
        this.#noteScrollback(true);
      }
      await this.#show(text);
      if (event.type !== 'execution-ended') this.#noteScrollback(false);
    }
    if (end !== undefined) this.#options.onEnded(end);
  }

  #noteScrollback(isEnd: boolean): void {
    const notice = this.#scrollback.notice(isEnd);
    if (notice !== undefined) this.append(notice);
  }

  async #show(text: string): Promise<void> {
    if (text === '') return;
    this.#scrollback.add(text);
    this.#screen.write(text);
    this.#written += text.length;
    if (this.#written < BURST_CHARACTERS) return;
    this.#written = 0;
    await pause(PAUSE_MS);
  }
}

/** Yields no events, for use without a connection. The caller opens the stream again later. */
async function* noEvents(): AsyncGenerator<never, void, undefined> {}
