import * as vscode from 'vscode';
import type { Client } from '../../protocol/client/client.ts';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import { ExecutionTerminal } from '../executions/terminals/execution-terminal.ts';
import type { Model } from '../model/model.ts';
import type { JobTask } from './job-task.ts';
import { startJobTask } from './start-job-task.ts';

export interface JobTaskTerminalNeeds {
  readonly task: JobTask;
  readonly connect: () => Promise<Client | undefined>;
  /** See `pinClient` of the connection. */
  readonly pinClient: () => () => Client | undefined;
  readonly model: () => Model;
  readonly onStopRequested: (execution: ExecutionId, client: () => Client | undefined) => void;
}

/** The terminal of a task: runs its job, shows the output, and ends with the execution. */
export class JobTaskTerminal implements vscode.Pseudoterminal {
  readonly #write = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.#write.event;
  readonly #close = new vscode.EventEmitter<number>();
  readonly onDidClose = this.#close.event;
  readonly #needs: JobTaskTerminalNeeds;
  readonly #terminated = new AbortController();
  #output: ExecutionTerminal | undefined;
  #stop: () => void = () => undefined;

  constructor(needs: JobTaskTerminalNeeds) {
    this.#needs = needs;
  }

  open(dimensions: vscode.TerminalDimensions | undefined): void {
    this.#run(dimensions).catch((error: unknown) => {
      this.#write.fire(`\x1b[31m${explain(error)}\x1b[0m\r\n`);
      this.#close.fire(1);
    });
  }

  setDimensions(dimensions: vscode.TerminalDimensions): void {
    this.#output?.setDimensions(dimensions);
  }

  handleInput(data: string): void {
    this.#output?.handleInput(data);
  }

  /** Called when the task is terminated, which also stops its execution. */
  close(): void {
    this.#terminated.abort();
    const isRunning = this.#output !== undefined;
    this.#disposeOutput();
    if (isRunning) this.#stop();
  }

  async #run(dimensions: vscode.TerminalDimensions | undefined): Promise<void> {
    const { task, connect, pinClient, model, onStopRequested } = this.#needs;
    const jobs = () => model().jobs;
    const { signal } = this.#terminated;
    const client = pinClient();
    const stop = (execution: ExecutionId) => onStopRequested(execution, client);
    const started = await startJobTask({ task, connect, jobs, onStopRequested: stop, signal });
    if (started === undefined) return;
    const { execution, job } = started;
    this.#stop = () => stop(execution);
    const output = new ExecutionTerminal({
      execution,
      name: job.name,
      client,
      onStopRequested: () => this.#stop(),
      onEnded: ({ status }) => this.#end(status === 'succeeded' ? 0 : 1),
      onFailed: () => this.#end(1),
    });
    this.#output = output;
    output.onDidWrite((text) => this.#write.fire(text));
    output.open(dimensions);
  }

  #end(exitCode: number): void {
    this.#disposeOutput();
    this.#close.fire(exitCode);
  }

  #disposeOutput(): void {
    this.#output?.dispose();
    this.#output = undefined;
  }
}
