import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
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
const CTRL_C = '\x03';

export interface ExecutionTerminalOptions {
  readonly execution: ExecutionId;
  readonly name: string;
  /** Returns the current client. Undefined while there is no connection. */
  readonly client: () => Client | undefined;
  readonly onStopRequested: () => void;
  readonly onEnded: (end: Extract<ExecutionEvent, { type: 'execution-ended' }>) => void;
}

/**
 * The output of one execution as a pseudoterminal. It replays the output from the start, follows it to the end, and
 * reconnects after a lost link, which a dim line reports. The terminal stays open after the end.
 */
export class ExecutionTerminal implements vscode.Pseudoterminal, vscode.Disposable {
  readonly #write = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.#write.event;
  readonly #rename = new vscode.EventEmitter<string>();
  readonly onDidChangeName = this.#rename.event;
  readonly #options: ExecutionTerminalOptions;
  readonly #watching = new AbortController();
  readonly #transcript = new Transcript();
  readonly #scrollback = new Scrollback(keptLines());
  readonly #title: TerminalTitle;
  readonly #linkNotice = new LinkNotice();
  #written = 0;
  #ended = false;

  constructor(options: ExecutionTerminalOptions) {
    this.#options = options;
    this.#title = new TerminalTitle(options.name);
  }

  open(dimensions: vscode.TerminalDimensions | undefined): void {
    if (dimensions !== undefined) this.setDimensions(dimensions);
    this.#follow().catch((error: unknown) => {
      if (!this.#watching.signal.aborted)
        this.#write.fire(`\x1b[31m${explain(toOutrunnerError(error))}\x1b[0m\r\n`);
    });
  }

  setDimensions({ columns }: vscode.TerminalDimensions): void {
    this.#scrollback.resize(columns);
  }

  close(): void {
    this.#watching.abort();
  }

  handleInput(data: string): void {
    if (data.includes(CTRL_C) && !this.#ended) this.#options.onStopRequested();
  }

  /** Appends a line that is not an event of the execution. */
  append(text: string): void {
    this.#write.fire(this.#transcript.lineOf(text));
  }

  dispose(): void {
    this.#watching.abort();
    this.#write.dispose();
    this.#rename.dispose();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#watching;
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
    for await (const event of events) {
      this.#linkNotice.received();
      if (event.type === 'reset') this.#scrollback.clear();
      const text = this.#transcript.next(event);
      const title = this.#title.next(event);
      if (title !== undefined) this.#rename.fire(title);
      if (event.type === 'execution-ended') this.#noteScrollback(true);
      await this.#show(text);
      if (event.type === 'execution-ended') this.#end(event);
      else this.#noteScrollback(false);
    }
  }

  #noteScrollback(isEnd: boolean): void {
    const notice = this.#scrollback.notice(isEnd);
    if (notice !== undefined) this.append(notice);
  }

  async #show(text: string): Promise<void> {
    if (text === '') return;
    this.#scrollback.add(text);
    this.#write.fire(text);
    this.#written += text.length;
    if (this.#written < BURST_CHARACTERS) return;
    this.#written = 0;
    await pause(PAUSE_MS);
  }

  #end(event: Extract<ExecutionEvent, { type: 'execution-ended' }>): void {
    this.#ended = true;
    this.#options.onEnded(event);
  }
}

/** Yields no events, for use without a connection. The caller opens the stream again later. */
async function* noEvents(): AsyncGenerator<never, void, undefined> {}

/** Returns the number of lines that a terminal keeps, according to the user's settings. */
function keptLines(): number {
  return vscode.workspace.getConfiguration('terminal.integrated').get<number>('scrollback', 1000);
}
