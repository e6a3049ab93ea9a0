import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { ExecutionId } from '../../../protocol/ids.ts';
import { systemCode } from '../../../support/files/system-code.ts';

const Watched = z.array(ExecutionId);

/**
 * The executions whose terminals are open. Stored in a file, because VS Code writes its workspace state only seconds
 * later, and loses changes if the window closes before that.
 */
export class WatchedExecutions {
  readonly #file: string;
  readonly #failed: (error: unknown) => void;
  #turn: Promise<ReadonlySet<ExecutionId>>;

  /** @param failed receives read and write errors. After such an error, some terminals are not reopened. */
  constructor(file: string, failed: (error: unknown) => void) {
    this.#file = file;
    this.#failed = failed;
    this.#turn = this.#read();
  }

  async all(): Promise<readonly ExecutionId[]> {
    return [...(await this.#turn)];
  }

  /** Adds an execution. Resolves once the file is written. */
  add(execution: ExecutionId): Promise<void> {
    return this.#change((watched) => new Set([...watched, execution]));
  }

  /** Removes an execution. Resolves once the file is written. */
  remove(execution: ExecutionId): Promise<void> {
    return this.#change((watched) => new Set([...watched].filter((it) => it !== execution)));
  }

  async #change(change: (watched: ReadonlySet<ExecutionId>) => ReadonlySet<ExecutionId>): Promise<void> {
    this.#turn = this.#turn.then(async (before) => {
      const after = change(before);
      await this.#write(after);
      return after;
    });
    await this.#turn;
  }

  async #read(): Promise<ReadonlySet<ExecutionId>> {
    try {
      return new Set(Watched.parse(JSON.parse(await readFile(this.#file, 'utf8'))));
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') this.#failed(error);
      return new Set();
    }
  }

  async #write(watched: ReadonlySet<ExecutionId>): Promise<void> {
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      await writeFile(this.#file, JSON.stringify([...watched]));
    } catch (error) {
      this.#failed(error);
    }
  }
}
