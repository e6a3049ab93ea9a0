import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Client } from '../../../protocol/client/client.ts';
import { followExecutionEvents } from '../../../protocol/client/follow-execution-events.ts';
import { explain, toOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { Transcript } from './transcript.ts';

/** The terminal drops output that it cannot render in time, so writing pauses for PAUSE_MS after this many characters. */
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
 * The output of one execution as a pseudoterminal. It replays the output from the start, then follows it to the end, and
 * reconnects after lost links. It stays open after the end.
 */
export class ExecutionTerminal implements vscode.Pseudoterminal, vscode.Disposable {
  readonly #write = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.#write.event;
  readonly #rename = new vscode.EventEmitter<string>();
  readonly onDidChangeName = this.#rename.event;
  readonly #options: ExecutionTerminalOptions;
  readonly #watching = new AbortController();
  readonly #transcript = new Transcript();
  #written = 0;
  #ended = false;

  constructor(options: ExecutionTerminalOptions) {
    this.#options = options;
  }

  open(): void {
    this.#follow().catch((error: unknown) => {
      if (!this.#watching.signal.aborted)
        this.#write.fire(`\x1b[31m${explain(toOutrunnerError(error))}\x1b[0m\r\n`);
    });
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
    });
    for await (const event of events) {
      await this.#show(this.#transcript.next(event));
      if (event.type === 'execution-ended') this.#end(event);
    }
  }

  async #show(text: string): Promise<void> {
    if (text === '') return;
    this.#write.fire(text);
    this.#written += text.length;
    if (this.#written < BURST_CHARACTERS) return;
    this.#written = 0;
    await pause(PAUSE_MS);
  }

  #end(event: Extract<ExecutionEvent, { type: 'execution-ended' }>): void {
    this.#ended = true;
    this.#rename.fire(`${this.#options.name} (${event.customStatus ?? event.status})`);
    this.#options.onEnded(event);
  }
}

/** Yields no events, while there is no connection. The caller opens the stream again later. */
async function* noEvents(): AsyncGenerator<never, void, undefined> {}
