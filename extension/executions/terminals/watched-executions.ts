import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { ExecutionId } from '../../../protocol/ids.ts';
import { systemCode } from '../../../support/files/system-code.ts';

const WatchedExecution = z
  .object({
    id: ExecutionId,
    /** Whether the user pinned the terminal. */
    isPinned: z.boolean(),
    /** The nodes whose own terminals the user closed. */
    closedNodes: z.array(z.string()).readonly(),
  })
  .readonly();
export type WatchedExecution = z.infer<typeof WatchedExecution>;

const Watched = z
  .object({
    executions: z.array(WatchedExecution).readonly(),
    /**
     * The execution of the active terminal, and the node if that terminal shows only one. Absent if no terminal of an
     * execution is active.
     */
    front: z.object({ execution: ExecutionId, node: z.string().optional() }).readonly().optional(),
  })
  .readonly();
/** The executions whose terminals are open, and which of these terminals are active or pinned. */
export type Watched = z.infer<typeof Watched>;

/**
 * Keeps {@link Watched} in a file, because VS Code writes its workspace state only seconds later, and loses changes if
 * the window closes before that. Each change resolves once the file is written.
 *
 * The extension host of a closed window may outlive it, and use the same file as that of the next window. Each change
 * therefore applies to what the file contains, and replaces the file as a whole.
 */
export class WatchedExecutions {
  readonly #file: string;
  readonly #failed: (error: unknown) => void;
  #turn: Promise<Watched>;
  /** Whether the last write failed, so that the file lacks changes of this window. */
  #isUnwritten = false;

  /** @param failed receives read and write errors. After such an error, some terminals are not reopened. */
  constructor(file: string, failed: (error: unknown) => void) {
    this.#file = file;
    this.#failed = failed;
    this.#turn = this.#read({ executions: [] });
  }

  /** Returns the state after all changes that were made before this call. */
  current(): Promise<Watched> {
    return this.#turn;
  }

  add(execution: ExecutionId): Promise<void> {
    return this.#change((watched) =>
      watched.executions.some(({ id }) => id === execution)
        ? watched
        : {
            ...watched,
            executions: [...watched.executions, { id: execution, isPinned: false, closedNodes: [] }],
          },
    );
  }

  remove(execution: ExecutionId): Promise<void> {
    return this.#change(({ executions, front }) => ({
      executions: executions.filter(({ id }) => id !== execution),
      ...(front !== undefined && front.execution !== execution && { front }),
    }));
  }

  /** Stores the execution of the active terminal, and the node if that terminal shows only one. */
  setFront(execution: ExecutionId | undefined, node?: string): Promise<void> {
    return this.#change(({ executions }) => ({
      executions,
      ...(execution !== undefined && { front: { execution, ...(node !== undefined && { node }) } }),
    }));
  }

  /** Stores that a terminal is pinned, if its execution is in the list. */
  pin(execution: ExecutionId): Promise<void> {
    return this.#changeOne(execution, (it) => ({ ...it, isPinned: true }));
  }

  /** Stores that the user closed the terminal of a node, if the execution is in the list. */
  closeNode(execution: ExecutionId, node: string): Promise<void> {
    return this.#changeOne(execution, (it) => ({
      ...it,
      closedNodes: [...new Set([...it.closedNodes, node])],
    }));
  }

  #changeOne(execution: ExecutionId, change: (watched: WatchedExecution) => WatchedExecution): Promise<void> {
    return this.#change((watched) => ({
      ...watched,
      executions: watched.executions.map((it) => (it.id === execution ? change(it) : it)),
    }));
  }

  async #change(change: (watched: Watched) => Watched): Promise<void> {
    this.#turn = this.#turn.then(async (known) => {
      const before = this.#isUnwritten ? known : await this.#read(known);
      const after = change(before);
      if (!isDeepStrictEqual(after, before)) await this.#write(after);
      return after;
    });
    await this.#turn;
  }

  /** Reads the file. Returns `known` if there is none, or if it cannot be read. */
  async #read(known: Watched): Promise<Watched> {
    try {
      return Watched.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') this.#failed(error);
      return known;
    }
  }

  async #write(watched: Watched): Promise<void> {
    const unfinished = `${this.#file}.${process.pid}.part`;
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      await writeFile(unfinished, JSON.stringify(watched));
      await rename(unfinished, this.#file);
      this.#isUnwritten = false;
    } catch (error) {
      this.#isUnwritten = true;
      this.#failed(error);
      await rm(unfinished, { force: true }).catch(this.#failed);
    }
  }
}
