import * as vscode from 'vscode';
import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import type { NodeTitle } from './node-title.ts';
import type { NodeScreen } from './output-follower.ts';
import { keptLines, requestsStop } from './terminal-facts.ts';
import { TranscriptScreen } from './transcript-screen.ts';

/** The output of one node in an execution as a pseudoterminal, which stays open after the end. */
export class NodeTerminal implements vscode.Pseudoterminal, NodeScreen, vscode.Disposable {
  readonly #write = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.#write.event;
  readonly #rename = new vscode.EventEmitter<string>();
  readonly onDidChangeName = this.#rename.event;
  readonly #opened = Promise.withResolvers<void>();
  readonly ready = this.#opened.promise;
  readonly #screen: TranscriptScreen;
  readonly #title: NodeTitle;
  readonly #onStopRequested: () => void;

  constructor(title: NodeTitle, onStopRequested: () => void) {
    this.#title = title;
    this.#onStopRequested = onStopRequested;
    this.#screen = new TranscriptScreen({
      write: (text) => this.#write.fire(text),
      keptLines: keptLines(),
    });
  }

  show(event: ExecutionEvent): number {
    const title = this.#title.next(event);
    if (title !== undefined) this.#rename.fire(title);
    return this.#screen.show(event);
  }

  open(dimensions: vscode.TerminalDimensions | undefined): void {
    if (dimensions !== undefined) this.setDimensions(dimensions);
    this.#opened.resolve();
  }

  setDimensions({ columns }: vscode.TerminalDimensions): void {
    this.#screen.resize(columns);
  }

  close(): void {
    this.#opened.resolve();
  }

  handleInput(data: string): void {
    if (requestsStop(data)) this.#onStopRequested();
  }

  dispose(): void {
    this.#opened.resolve();
    this.#write.dispose();
    this.#rename.dispose();
  }
}
