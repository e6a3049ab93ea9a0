import * as vscode from 'vscode';
import { OutputFollower, type OutputFollowerOptions } from './output-follower.ts';
import { keptLines, requestsStop } from './terminal-facts.ts';

export interface ExecutionTerminalOptions extends OutputFollowerOptions {
  readonly onStopRequested: () => void;
}

/** The output of one execution as a pseudoterminal, which stays open after the end. */
export class ExecutionTerminal implements vscode.Pseudoterminal, vscode.Disposable {
  readonly #write = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.#write.event;
  readonly #rename = new vscode.EventEmitter<string>();
  readonly onDidChangeName = this.#rename.event;
  readonly #onStopRequested: () => void;
  readonly #watching = new AbortController();
  readonly #follower: OutputFollower;
  #ended = false;

  constructor({ onStopRequested, onEnded, ...options }: ExecutionTerminalOptions) {
    this.#onStopRequested = onStopRequested;
    this.#follower = new OutputFollower(
      {
        ...options,
        onEnded: (end) => {
          this.#ended = true;
          onEnded(end);
        },
      },
      {
        write: (text) => this.#write.fire(text),
        rename: (name) => this.#rename.fire(name),
        keptLines: keptLines(),
      },
    );
  }

  open(dimensions: vscode.TerminalDimensions | undefined): void {
    if (dimensions !== undefined) this.setDimensions(dimensions);
    void this.#follower.follow(this.#watching.signal);
  }

  setDimensions({ columns }: vscode.TerminalDimensions): void {
    this.#follower.resize(columns);
  }

  close(): void {
    this.#watching.abort();
  }

  handleInput(data: string): void {
    if (requestsStop(data) && !this.#ended) this.#onStopRequested();
  }

  /** Shows the subsequent output of a node in this terminal, because the terminal of the node was closed. */
  withdraw(node: string): void {
    this.#follower.withdraw(node);
  }

  /** Appends a line that is not an event of the execution. */
  append(text: string): void {
    this.#follower.append(text);
  }

  dispose(): void {
    this.#watching.abort();
    this.#write.dispose();
    this.#rename.dispose();
  }
}
