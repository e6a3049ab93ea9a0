import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../../../protocol/ids.ts';
import { isCorruption, isRefusedValue } from '../../files/sqlite-error.ts';
import { isFull } from '../../files/storage-error.ts';
import type { RawFiles } from '../files/raw-files.ts';
import type { FrameWriter } from '../index/frame-writer.ts';
import type { OperationTable } from '../index/operation-table.ts';
import type { LiveOperation, OperationCache } from './operation-cache.ts';
import type { OutputDurability } from './output-durability.ts';
import { outputError } from './output-error.ts';
import { type BatchedRow, WriteBatch } from './write-batch.ts';

/** Size in bytes from which a batch accepts no further task. */
const BATCH_BYTES = 4 * 1024 * 1024;

/** Maximum number of waiting tasks. */
const MOST_WAITING = 10_000;

/** A write of output. Tasks run one after the other. */
export interface WriteTask {
  /** Adds the writes of the task to the batch. Must not add any writes if it throws. */
  prepare(batch: WriteBatch): Promise<void> | undefined;
  fail(error: unknown): void;
  /** Called before `prepare` runs again because the batch was not written. */
  undo?(): void;
}

export interface OutputWriterOptions {
  readonly folder: string;
  readonly frames: FrameWriter;
  readonly table: OperationTable;
  readonly files: RawFiles;
  readonly operations: OperationCache;
  readonly durability: OutputDurability;
  /** Called once for each execution in a batch, after the batch was written. */
  readonly onWritten: (execution: ExecutionId) => void;
  /** Called with a failure after which the store cannot continue. */
  readonly onFailure: (error: unknown) => void;
}

/** Writes output in batches: tasks that arrive during a write share the next batch. */
export class OutputWriter {
  readonly #options: OutputWriterOptions;
  #waiting: WriteTask[] = [];
  #running: Promise<void> | undefined;
  #failure: OutrunnerError | undefined;
  /**
   * Number of tasks at the head of the queue that are written one by one, because a value of one of them was refused.
   */
  #alone = 0;

  constructor(options: OutputWriterOptions) {
    this.#options = options;
  }

  /** Adds a task to the queue. Throws `storage-busy`, or the failure that ended writing. */
  add(task: WriteTask): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#waiting.length >= MOST_WAITING) throw new OutrunnerError('storage-busy', { what: 'output' });
    this.#waiting.push(task);
    this.#running ??= this.#run();
  }

  /** Resolves once all tasks so far were written. Tasks that are added later may still be waiting. */
  async reached(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.add({
        prepare: (batch) => {
          batch.written.push(resolve);
          return undefined;
        },
        fail: reject,
      });
    });
  }

  /** Resolves once no task is waiting. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#options.durability.room().catch(this.#options.onFailure);
      await this.#runBatch();
      this.#options.operations.trim();
    }
    this.#running = undefined;
  }

  async #runBatch(): Promise<void> {
    const batch = new WriteBatch();
    const tasks: WriteTask[] = [];
    let count = 0;
    const most = this.#alone > 0 ? 1 : Number.POSITIVE_INFINITY;
    this.#alone = Math.max(0, this.#alone - 1);
    while (count < Math.min(most, this.#waiting.length) && batch.bytes < BATCH_BYTES) {
      const task = this.#waiting[count];
      if (task === undefined) break;
      try {
        const prepared = task.prepare(batch);
        if (prepared !== undefined) await prepared;
        tasks.push(task);
      } catch (error) {
        if (isCorruption(error)) {
          this.#failed(error, [...tasks, ...this.#waiting.splice(0)]);
          return;
        }
        task.fail(outputError(error, this.#options.folder));
      }
      count += 1;
    }
    this.#waiting.splice(0, count);
    try {
      await this.#write(batch);
    } catch (error) {
      if (isRefusedValue(error) && tasks.length > 1) {
        // All tasks are undone before the first one is prepared again, so that output is recounted once, not once per
        // task.
        for (const task of tasks) task.undo?.();
        this.#waiting.unshift(...tasks);
        this.#alone = tasks.length;
      } else this.#failed(error, tasks);
      return;
    }
    for (const written of batch.written) written();
    const executions = new Set(Array.from(batch.states.keys(), ({ key }) => key.execution));
    for (const execution of executions) this.#options.onWritten(execution as ExecutionId);
  }

  /** Writes a batch: the bytes first, then the rows that refer to the bytes. */
  async #write(batch: WriteBatch): Promise<void> {
    if (batch.states.size === 0) return;
    const { frames, table, durability } = this.#options;
    const inFiles = [...batch.states].filter(([{ state }, { fileBytes }]) => fileBytes > state.fileBytes);
    if (inFiles.length > 0)
      await Promise.all(inFiles.map(([operation]) => this.#writeFile(operation, batch.rows)));
    frames.transaction(() => {
      for (const [{ key, settled, state }, next] of batch.states) {
        if (settled || state.phase !== next.phase) table.put(key, next.phase);
        if (next.received > next.kept && next.received > state.received) table.putDropped(key, next);
      }
      for (const { operation, row } of batch.rows) frames.insert(operation.key, row);
    });
    for (const [operation, state] of batch.states) {
      const bytes = state.received - operation.state.received;
      operation.state = state;
      durability.wrote(operation, bytes);
    }
  }

  async #writeFile(operation: LiveOperation, rows: readonly BatchedRow[]): Promise<void> {
    const payloads = rows.flatMap(({ operation: of, row }) =>
      of === operation && row.position !== null ? (row.payload ?? []) : [],
    );
    await this.#options.files.write(operation.key, payloads, operation.state.fileBytes);
  }

  /**
   * Fails the tasks of a batch. A full disk or a refused value affects no other tasks. After any other error, the
   * stored content is unknown and writing ends.
   */
  #failed(error: unknown, tasks: readonly WriteTask[]): void {
    const failure = outputError(error, this.#options.folder);
    for (const task of tasks) task.fail(failure);
    if (isFull(error) || isRefusedValue(error)) return;
    this.#failure = failure;
    for (const task of this.#waiting.splice(0)) task.fail(failure);
    this.#options.onFailure(failure);
  }
}
