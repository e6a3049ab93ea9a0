import { type FileHandle, open } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { syncData } from '../../files/durable-file.ts';
import { inTransaction } from '../../sqlite/in-transaction.ts';
import { LatestRun } from '../files/latest-run.ts';
import type { RawFiles } from '../files/raw-files.ts';
import type { FrameWriter } from '../index/frame-writer.ts';
import type { OperationTable } from '../index/operation-table.ts';
import type { LiveOperation } from './operation-cache.ts';

/** Received output is synced after this many bytes, or after this default time. */
const SYNC_EVERY = { milliseconds: 100, bytes: 8 * 1024 * 1024 };

/** Maximum number of unsynced bytes. At this number, receiving waits for the disk. */
const MOST_UNSYNCED = 64 * 1024 * 1024;

/** Maximum number of files that are synced concurrently. */
const SYNCED_AT_ONCE = 4;

/**
 * Makes written output durable, with an fsync of each file and of the database's write-ahead log. Commits do not sync
 * the database (`synchronous = NORMAL`), so many commits share one fsync in the background.
 */
export class OutputDurability {
  readonly #database: DatabaseSync;
  readonly #table: OperationTable;
  readonly #frames: FrameWriter;
  readonly #files: RawFiles;
  readonly #log: FileHandle;
  readonly #onFailure: (error: unknown) => void;
  readonly #logSync: LatestRun;
  readonly #round = new LatestRun(() => this.#syncDirty());
  readonly #milliseconds: number;
  #dirty = new Set<LiveOperation>();
  /** Operations that the current round syncs. */
  #syncing: readonly LiveOperation[] = [];
  #durableArrival = 0;
  #unsynced = 0;
  #timer: NodeJS.Timeout | undefined;
  /**
   * The first failed fsync. The kernel may report a failed write of cached data only once, so a later successful fsync
   * does not prove that the data is durable.
   */
  #failure: { readonly error: unknown } | undefined;

  static async open(options: {
    readonly database: DatabaseSync;
    readonly path: string;
    readonly table: OperationTable;
    readonly frames: FrameWriter;
    readonly files: RawFiles;
    readonly onFailure: (error: unknown) => void;
    readonly milliseconds: number | undefined;
  }): Promise<OutputDurability> {
    return new OutputDurability(options, await open(`${options.path}-wal`, 'r+'));
  }

  private constructor(options: Parameters<typeof OutputDurability.open>[0], log: FileHandle) {
    this.#database = options.database;
    this.#table = options.table;
    this.#frames = options.frames;
    this.#files = options.files;
    this.#onFailure = options.onFailure;
    this.#milliseconds = options.milliseconds ?? SYNC_EVERY.milliseconds;
    this.#log = log;
    this.#logSync = new LatestRun(() => syncData(log));
  }

  /** Records that `bytes` of an operation were written. */
  wrote(operation: LiveOperation, bytes: number): void {
    operation.written += 1;
    operation.settled = false;
    this.#dirty.add(operation);
    this.#unsynced += bytes;
    if (this.#unsynced >= SYNC_EVERY.bytes) this.#runInBackground();
    else this.#timer ??= setTimeout(() => this.#runInBackground(), this.#milliseconds);
  }

  /** Resolves once there is room for more unsynced output. */
  async room(): Promise<void> {
    while (this.#unsynced >= MOST_UNSYNCED) await this.#round.run();
  }

  /** Resolves once all written output of the operation is durable. The next round records this in the database. */
  async sync(operation: LiveOperation): Promise<void> {
    if (operation.synced === operation.written) return;
    await this.#syncWritten([operation]);
  }

  /** Makes an execution's output durable. Returns the arrival number up to which all of its output is durable. */
  async syncExecution(execution: number): Promise<number> {
    const arrival = this.#frames.lastArrival;
    const operations = [...this.#dirty, ...this.#syncing].filter(
      ({ key, synced, written }) => key.execution === execution && synced !== written,
    );
    if (operations.length > 0) await this.#syncWritten(operations);
    return arrival;
  }

  /** Returns the arrival number up to which all frames are durable. */
  get durableArrival(): number {
    return this.#durableArrival;
  }

  /** Resolves once the content of the database is durable. Does not sync the files. */
  async syncDatabase(): Promise<void> {
    await this.#requireSuccess(this.#logSync.run());
  }

  /** Resolves once all written output is durable. */
  async syncAll(): Promise<void> {
    await this.#round.run();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      await this.#round.run();
    } finally {
      clearTimeout(this.#timer);
      await this.#log.close();
    }
  }

  #runInBackground(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#round.run().catch(this.#onFailure);
  }

  async #syncDirty(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const arrival = this.#frames.lastArrival;
    const operations = [...this.#dirty];
    this.#dirty = new Set();
    this.#unsynced = 0;
    this.#syncing = operations;
    if (operations.length > 0) {
      await this.#syncWritten(operations);
      this.#settle(operations);
    }
    this.#syncing = [];
    this.#durableArrival = arrival;
  }

  async #syncWritten(operations: readonly LiveOperation[]): Promise<void> {
    const targets = operations.map(({ state, written }) => ({ received: state.received, written }));
    const withFiles = operations.filter(({ state }) => state.fileBytes > 0);
    await this.#requireSuccess(Promise.all([this.#logSync.run(), this.#syncFiles(withFiles)]));
    for (const [index, operation] of operations.entries()) {
      operation.durable = Math.max(operation.durable, targets[index]?.received ?? 0);
      operation.synced = Math.max(operation.synced, targets[index]?.written ?? 0);
    }
  }

  /** Waits for fsyncs. Throws the first failed fsync of this store, even if the given fsyncs succeed. */
  async #requireSuccess(syncs: Promise<unknown>): Promise<void> {
    try {
      await syncs;
    } catch (error) {
      this.#failure ??= { error };
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #syncFiles(operations: readonly LiveOperation[]): Promise<void> {
    const waiting = operations.values();
    const work = async (): Promise<void> => {
      for (const { key } of waiting) await this.#files.sync(key);
    };
    await Promise.all(Array.from({ length: Math.min(SYNCED_AT_ONCE, operations.length) }, work));
  }

  /**
   * Records in the database which output is durable. If a crash loses this record, the next start verifies the output
   * instead.
   */
  #settle(operations: readonly LiveOperation[]): void {
    inTransaction(this.#database, () => {
      for (const operation of operations) {
        operation.settled = operation.synced === operation.written;
        this.#table.settle(operation.key, operation.durable, operation.settled);
      }
    });
  }
}
