import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Client } from '../../../protocol/client/client.ts';
import { followExecutionEvents } from '../../../protocol/client/follow-execution-events.ts';
import { explain, toOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { Transcript } from './transcript.ts';

/** A terminal drops what it cannot draw in time, so long output is given to it in parts, with a breath between them. */
const BURST_CHARACTERS = 256 * 1024;
const BREATH_MS = 16;
const CTRL_C = '\x03';

export interface ExecutionTerminalOptions {
  readonly execution: ExecutionId;
  readonly name: string;
  /** The client of the moment; undefined while there is no connection. */
  readonly client: () => Client | undefined;
  readonly onStopAsked: () => void;
  readonly onEnded: (end: Extract<ExecutionEvent, { type: 'execution-ended' }>) => void;
}

/**
 * The output of one execution as a terminal: replayed from its start when it is opened, then followed to its end, over
 * lost links. It stays open after the end, to be read.
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
    if (data.includes(CTRL_C) && !this.#ended) this.#options.onStopAsked();
  }

  /** Adds a line that stands apart from the events of the execution. */
  say(text: string): void {
    this.#write.fire(this.#transcript.say(text));
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
    await pause(BREATH_MS);
  }

  #end(event: Extract<ExecutionEvent, { type: 'execution-ended' }>): void {
    this.#ended = true;
    this.#rename.fire(`${this.#options.name} (${event.customStatus ?? event.status})`);
    this.#options.onEnded(event);
  }
}

/** While there is no connection the stream is empty, and is opened again later. */
async function* noEvents(): AsyncGenerator<never, void, undefined> {}
