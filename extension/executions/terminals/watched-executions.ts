import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { ExecutionId } from '../../../protocol/ids.ts';
import { systemCode } from '../../../support/files/system-code.ts';

/** The first versions stored only the list of executions. Later versions stored an object, at first without pins. */
const Stored = z.union([
  z.object({
    executions: z.array(ExecutionId),
    front: ExecutionId.optional(),
    frontNode: z.string().optional(),
    pinned: z.array(ExecutionId).default([]),
  }),
  z
    .array(ExecutionId)
    .transform((executions) => ({ executions, front: undefined, frontNode: undefined, pinned: [] })),
]);

interface Watched {
  readonly executions: ReadonlySet<ExecutionId>;
  /** The execution whose terminal is the active one. Undefined if no terminal of an execution is active. */
  readonly front: ExecutionId | undefined;
  /** The node of the active terminal, if that terminal shows only one node. */
  readonly frontNode: string | undefined;
  /** The executions whose terminals the user pinned, a subset of `executions`. */
  readonly pinned: ReadonlySet<ExecutionId>;
}

const NONE: Watched = {
  executions: new Set(),
  front: undefined,
  frontNode: undefined,
  pinned: new Set(),
};

/**
 * The executions whose terminals are open, and which of these terminals are active or pinned. Stored in a file, because
 * VS Code writes its workspace state only seconds later, and loses changes if the window closes before that.
 */
export class WatchedExecutions {
  readonly #file: string;
  readonly #failed: (error: unknown) => void;
  #turn: Promise<Watched>;

  /** @param failed receives read and write errors. After such an error, some terminals are not reopened. */
  constructor(file: string, failed: (error: unknown) => void) {
    this.#file = file;
    this.#failed = failed;
    this.#turn = this.#read();
  }

  async all(): Promise<readonly ExecutionId[]> {
    return [...(await this.#turn).executions];
  }

  async front(): Promise<ExecutionId | undefined> {
    return (await this.#turn).front;
  }

  /** Returns the node of the active terminal, if the terminal of {@link front} shows only one node. */
  async frontNode(): Promise<string | undefined> {
    return (await this.#turn).frontNode;
  }

  async pinned(): Promise<ReadonlySet<ExecutionId>> {
    return (await this.#turn).pinned;
  }

  /** Adds an execution. Resolves once the file is written. */
  add(execution: ExecutionId): Promise<void> {
    return this.#change((watched) => ({
      ...watched,
      executions: new Set([...watched.executions, execution]),
    }));
  }

  /** Removes an execution. Resolves once the file is written. */
  remove(execution: ExecutionId): Promise<void> {
    return this.#change(({ executions, front, frontNode, pinned }) => ({
      executions: without(executions, execution),
      front: front === execution ? undefined : front,
      frontNode: front === execution ? undefined : frontNode,
      pinned: without(pinned, execution),
    }));
  }

  /**
   * Stores the execution of the active terminal, and the node if that terminal shows only one.
   * Resolves once the file is written.
   */
  setFront(front: ExecutionId | undefined, frontNode?: string): Promise<void> {
    return this.#change((watched) => ({ ...watched, front, frontNode }));
  }

  /** Stores that a terminal is pinned, if its execution is in the list. Resolves once the file is written. */
  pin(execution: ExecutionId): Promise<void> {
    return this.#change((watched) =>
      watched.executions.has(execution)
        ? { ...watched, pinned: new Set([...watched.pinned, execution]) }
        : watched,
    );
  }

  async #change(change: (watched: Watched) => Watched): Promise<void> {
    this.#turn = this.#turn.then(async (before) => {
      const after = change(before);
      if (!isDeepStrictEqual(after, before)) await this.#write(after);
      return after;
    });
    await this.#turn;
  }

  async #read(): Promise<Watched> {
    try {
      const { executions, front, frontNode, pinned } = Stored.parse(
        JSON.parse(await readFile(this.#file, 'utf8')),
      );
      return { executions: new Set(executions), front, frontNode, pinned: new Set(pinned) };
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') this.#failed(error);
      return NONE;
    }
  }

  async #write({ executions, front, frontNode, pinned }: Watched): Promise<void> {
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      await writeFile(
        this.#file,
        JSON.stringify({ executions: [...executions], front, frontNode, pinned: [...pinned] }),
      );
    } catch (error) {
      this.#failed(error);
    }
  }
}

function without(executions: ReadonlySet<ExecutionId>, removed: ExecutionId): ReadonlySet<ExecutionId> {
  return new Set([...executions].filter((it) => it !== removed));
}
