import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { isErrorCode } from '../../../protocol/errors/catalogue.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { RefusedActs } from './group-commit.ts';
import type { JournalAct, JournalFailure, JournalReply, RefusedAct } from './journal-acts.ts';

/** The main thread's handle of the thread that writes the journal. One batch is in progress at a time. */
export class JournalThread {
  readonly #path: string;
  readonly #worker: Worker;
  #answer: { resolve: (refused: RefusedActs) => void; reject: (error: OutrunnerError) => void } | undefined;
  #gone: OutrunnerError | undefined;
  #closing = false;
  /** Descriptions of the repairs when the database was opened. */
  problems: readonly string[] = [];

  /** Starts the thread. Throws `data-newer`, `data-damaged`, `storage-failed`. */
  static async start(program: URL | string, path: string): Promise<JournalThread> {
    const thread = new JournalThread(program, path);
    await thread.#answered();
    return thread;
  }

  private constructor(program: URL | string, path: string) {
    this.#path = path;
    this.#worker = new Worker(program, { workerData: path, name: 'journal' });
    this.#worker.on('message', (reply: JournalReply) => {
      if (reply.kind === 'ready') this.problems = reply.problems;
      if (reply.kind === 'failed') this.#settle(this.#failure(reply.error));
      else this.#settle(this.#refused(reply.kind === 'committed' ? reply.refused : []));
    });
    this.#worker.on('error', (error) => this.#lost(error.message));
    this.#worker.on('exit', () => this.#lost('its thread ended'));
  }

  /**
   * Resolves once the acts are durable, with the errors of the acts that were refused because of a value. Rejects with
   * `database-damaged` or `storage-failed`.
   */
  commit(acts: readonly JournalAct[]): Promise<RefusedActs> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    const answered = this.#answered();
    this.#worker.postMessage({ acts });
    return answered;
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#gone !== undefined) return;
    const exited = once(this.#worker, 'exit');
    this.#worker.postMessage('close');
    await exited;
  }

  #answered(): Promise<RefusedActs> {
    return new Promise((resolve, reject) => {
      this.#answer = { resolve, reject };
    });
  }

  #settle(outcome: OutrunnerError | RefusedActs): void {
    const answer = this.#answer;
    this.#answer = undefined;
    if (outcome instanceof OutrunnerError) answer?.reject(outcome);
    else answer?.resolve(outcome);
  }

  #refused(refused: readonly RefusedAct[]): RefusedActs {
    return new Map(refused.map(({ index, error }) => [index, this.#failure(error)]));
  }

  #lost(problem: string): void {
    if (this.#closing || this.#gone !== undefined) return;
    this.#gone = this.#failure({ code: undefined, parameters: {}, message: problem });
    this.#settle(this.#gone);
  }

  #failure({ code, parameters, message }: JournalFailure): OutrunnerError {
    if (code !== undefined && isErrorCode(code)) return new OutrunnerError(code, parameters);
    return new OutrunnerError('storage-failed', { path: this.#path, problem: message });
  }
}
