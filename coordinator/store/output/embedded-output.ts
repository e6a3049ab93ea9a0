import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, OperationId } from '../../../protocol/ids.ts';
import type { Damages } from '../files/damages.ts';
import type { OnFatal } from '../files/storage-error.ts';
import { Listeners } from '../listeners.ts';
import { freePagesOf, releaseInSteps, releasePages } from '../sqlite/release-pages.ts';
import { operationIdOf } from './index/operation-key.ts';
import { INLINE_BYTES } from './index/operation-state.ts';
import type { OutputLimits } from './limits/output-limits.ts';
import type {
  EntriesPage,
  EntriesQuery,
  FinishVerdict,
  FramePage,
  OperationLog,
  Output,
  RawQuery,
  RawSelection,
} from './output.ts';
import type { OutputParts } from './output-parts.ts';
import { readEntries } from './reading/read-entries.ts';
import { readFrames, storedFrame } from './reading/read-frames.ts';
import { rawSize, readRaw } from './reading/read-raw.ts';
import { type AppendContext, AppendTask } from './writing/append-task.ts';
import { CloseTask, type MayClose } from './writing/close-task.ts';
import { type LiveOperation, OperationCache } from './writing/operation-cache.ts';
import type { OutputDurability } from './writing/output-durability.ts';
import { outputError } from './writing/output-error.ts';
import { OutputWriter } from './writing/output-writer.ts';

export interface EmbeddedOutputOptions {
  /** The data dir. */
  readonly folder: string;
  /** Epoch ms. */
  readonly now: () => number;
  readonly damages: Damages;
  /** Returns whether the disk reserve is untouched. If it is not, appends are rejected with `storage-full`. */
  readonly hasRoom: () => boolean;
  /** Time after which received output is synced, in ms. Default: 100. */
  readonly syncAfter?: number;
  /**
   * Limit, in bytes, for the frames of an operation that are stored in the database. Later frames are stored in the
   * operation's file. Default: 64 KiB.
   */
  readonly inlineBytes?: number;
  /** Default: no limits. */
  readonly limits?: OutputLimits;
  /** Called when a sync or a write failed. The stored content is unknown, and the process must end. */
  readonly onFatal: OnFatal;
}

/** Stores output in a database and in files that this process owns. */
export class EmbeddedOutput implements Output {
  readonly #options: EmbeddedOutputOptions;
  readonly #database: DatabaseSync;
  readonly #parts: OutputParts;
  readonly #durability: OutputDurability;
  readonly #writer: OutputWriter;
  readonly #operations: OperationCache;
  readonly #context: AppendContext;
  readonly #listeners = new Map<ExecutionId, Listeners<void>>();
  #closed = false;

  constructor(
    options: EmbeddedOutputOptions,
    database: DatabaseSync,
    parts: OutputParts,
    durability: OutputDurability,
  ) {
    this.#options = options;
    this.#database = database;
    this.#parts = parts;
    this.#durability = durability;
    this.#operations = new OperationCache(parts.table);
    this.#writer = new OutputWriter({
      ...parts,
      folder: options.folder,
      operations: this.#operations,
      durability,
      onWritten: (executionId) => this.#listeners.get(executionId)?.notify(),
      onFailure: (error) => this.#fatal(error),
    });
    this.#context = {
      operation: (operationId) => this.#operations.get(operationId),
      hasRoom: options.hasRoom,
      counts: parts.counts,
      inlineBytes: options.inlineBytes ?? INLINE_BYTES,
    };
  }

  /**
   * Makes the first arrival number of this process durable, because arrival numbers that a power loss removed must not
   * be reused. Then makes the unsynced output of an earlier process durable.
   */
  async settle(): Promise<void> {
    await this.#durability.syncDatabase();
    for (const key of this.#parts.table.unsettled())
      this.#durability.wrote(this.#operations.get(operationIdOf(key)), 0);
    await this.#durability.syncAll();
  }

  /** Reports and returns a failure after which the store cannot continue. */
  #fatal(error: unknown): OutrunnerError {
    const failure = outputError(error, this.#options.folder);
    this.#options.onFatal(failure);
    return failure;
  }

  /** Returns a log that looks up its operation for each use, because the cache may evict the operation in between. */
  log(operationId: OperationId): OperationLog {
    const operation = (): LiveOperation => this.#operations.view(operationId);
    return {
      get received() {
        return operation().state.received;
      },
      get durable() {
        return operation().durable;
      },
      append: async (frames) => {
        this.#check();
        const task = new AppendTask(this.#context, operationId, frames);
        this.#writer.add(task);
        await task.done;
      },
      frames: async (from, to) => (await this.#parts.pages.range(operation().key, from, to)).map(storedFrame),
    };
  }

  async finish(
    operationId: OperationId,
    end: { readonly offset: number; readonly digest: number },
  ): Promise<FinishVerdict> {
    return await this.#close(operationId, 'finished', ({ received, digest }) => {
      if (received < end.offset) return { kind: 'incomplete', received };
      if (received > end.offset || digest !== end.digest) return { kind: 'differs', received };
      return undefined;
    });
  }

  async end(operationId: OperationId): Promise<void> {
    await this.#close(operationId, 'ended', () => undefined);
  }

  async read(
    executionId: ExecutionId,
    after: number,
    maxBytes: number,
    memory?: () => Buffer,
  ): Promise<FramePage> {
    const page = await readFrames(this.#parts.pages, executionId, after, { bytes: maxBytes, memory });
    return { ...page, durable: this.#durability.durableArrival, newest: this.#parts.frames.lastArrival };
  }

  readRaw(executionId: ExecutionId, query: RawQuery): AsyncIterable<Uint8Array> {
    const onReceived = (id: ExecutionId, listener: () => void) => this.onReceived(id, listener);
    return readRaw({ ...this.#parts, onReceived }, executionId, query);
  }

  async rawSize(executionId: ExecutionId, selection: RawSelection): Promise<number> {
    const size = rawSize(this.#parts.index, executionId, selection);
    await this.#makeExecutionDurable(executionId);
    return size;
  }

  async entries(executionId: ExecutionId, query: EntriesQuery): Promise<EntriesPage> {
    const until = await this.#makeExecutionDurable(executionId);
    return await readEntries(this.#parts, executionId, query, until);
  }

  onReceived(executionId: ExecutionId, listener: () => void): () => void {
    const listeners = this.#listeners.get(executionId) ?? new Listeners<void>();
    this.#listeners.set(executionId, listeners);
    const leave = listeners.add(listener);
    return () => {
      leave();
      if (listeners.count === 0) this.#listeners.delete(executionId);
    };
  }

  async erase(executionIds: readonly ExecutionId[]): Promise<void> {
    this.#check();
    const { counts, frames, files } = this.#parts;
    await this.#writer.reached();
    await this.#durability.syncAll();
    this.#operations.forget(new Set(executionIds));
    for (const executionId of executionIds) {
      counts.forget(executionId);
      while (frames.erase(executionId)) await setImmediate();
      await files.erase(executionId);
    }
    try {
      await this.#durability.syncDatabase();
      await files.syncNames();
    } catch (error) {
      throw this.#fatal(error);
    }
  }

  async releaseSpace(signal: AbortSignal): Promise<void> {
    const database = this.#database;
    await releaseInSteps(signal, {
      freePages: () => freePagesOf(database),
      release: async (pages) => {
        releasePages(database, pages);
        await setImmediate();
      },
    });
    // Without a checkpoint, the file would become smaller only with later output.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writer.idle();
    try {
      await this.#durability.close();
    } finally {
      await this.#parts.files.close();
      this.#database.close();
    }
  }

  async #close(
    operationId: OperationId,
    phase: 'ended' | 'finished',
    mayClose: MayClose,
  ): Promise<FinishVerdict> {
    this.#check();
    const operation = () => this.#operations.get(operationId);
    const task = new CloseTask(operation, phase, this.#options.now(), mayClose);
    this.#writer.add(task);
    const verdict = await task.verdict;
    // An operation without output can lose nothing, so the record of its end is synced with the next round.
    const { received } = this.#operations.view(operationId).state;
    if (verdict.kind === 'finished' && received > 0) await this.#makeDurable(operationId);
    return verdict;
  }

  async #makeDurable(operationId: OperationId): Promise<void> {
    try {
      await this.#durability.sync(this.#operations.view(operationId));
    } catch (error) {
      throw this.#fatal(error);
    }
  }

  /** Resolves with the arrival number up to which the execution's output is durable. */
  async #makeExecutionDurable(executionId: ExecutionId): Promise<number> {
    try {
      return await this.#durability.syncExecution(executionId);
    } catch (error) {
      throw this.#fatal(error);
    }
  }

  #check(): void {
    if (this.#closed) throw new OutrunnerError('storage-busy', { what: 'output' });
  }
}
