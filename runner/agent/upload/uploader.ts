import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { OperationId } from '../../../protocol/ids.ts';
import type { OutputAnswer, OutputReceipt } from '../../../protocol/runner/output.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { BufferPool } from '../../../support/memory/buffer-pool.ts';
import type { WriterEpochs } from '../../credentials/writer-epochs.ts';
import type { KeeperClient } from '../../keeper-client/keeper-client.ts';
import { LinkClosed } from '../../link/link-refusal.ts';
import type { RunnerLog } from '../../logging/log.ts';
import { backoffMilliseconds } from '../../transport/call-policies.ts';
import { CallAborted } from '../../transport/link-down.ts';
import { pause } from '../../transport/pause.ts';
import type { SessionCalls } from '../session/session-calls.ts';
import { Batch, dueWriters, fillBatch } from './batch.ts';
import { type UploadLimits, UploadPace } from './upload-pace.ts';
import { UploadWriter } from './upload-writer.ts';

/**
 * Maximum number of queued bytes of one operation in memory. Fifty operations stay far below a runner's memory limit.
 */
const WINDOW_BYTES = 256 * 1024;
/** Maximum unused memory that is retained for later requests, in bytes. */
const KEPT_MEMORY_BYTES = 16 * 1024 * 1024;
/** Durable output is released in steps of this size, because each release is a message to the keeper. */
const RELEASE_STEP_BYTES = 256 * 1024;

export interface UploaderOptions {
  readonly keeper: Pick<KeeperClient, 'subscribe' | 'release'>;
  readonly log: RunnerLog;
  readonly epochs: WriterEpochs;
  /**
   * Called when the coordinator has stored all output of an ended operation, or when the remaining output cannot be
   * sent.
   */
  readonly onDelivered: (operationId: OperationId) => void;
}

type OutputCalls = Pick<SessionCalls, 'backoff' | 'signal' | 'output'>;

interface Open {
  readonly calls: OutputCalls;
  readonly pace: UploadPace;
}

/**
 * Sends output from the keeper's spool to the coordinator. Each operation has a writer; a request contains frames of
 * many operations, and a few requests are in flight. Memory is bounded by the windows and the requests.
 *
 * The uploader is *disconnected* or has an open session (`connect`). Within a session, each writer is running, or
 * suspended until the session's next attempt (see {@link UploadPace}).
 */
export class Uploader {
  readonly #options: UploaderOptions;
  readonly #writers = new Map<OperationId, UploadWriter>();
  readonly #finals = new Map<OperationId, number>();
  readonly #pool = new BufferPool(KEPT_MEMORY_BYTES);
  #session: Open | undefined;
  #scheduled = false;

  constructor(options: UploaderOptions) {
    this.#options = options;
  }

  /** Connects a session. The caller must then call `start` for every held operation. */
  connect(calls: OutputCalls, limits: UploadLimits): void {
    this.#session = { calls, pace: new UploadPace(limits, calls.backoff) };
  }

  /** Disconnects: nothing is sent until the next session. */
  disconnect(): void {
    this.#session = undefined;
    for (const writer of this.#writers.values()) writer.suspend();
  }

  /** Sends the output from `offset` on. The coordinator has stored everything below it. */
  start(operationId: OperationId, offset: number): void {
    const writer = this.#writers.get(operationId);
    if (writer !== undefined) writer.suspend();
    const { firstEpoch } = this.#options.epochs;
    const started = writer ?? new UploadWriter(operationId, firstEpoch, offset, this.#pool);
    this.#writers.set(operationId, started);
    started.received = offset;
    this.#restart(started);
  }

  /**
   * Sends output from `received` on again, because the coordinator is missing it. Returns why this is impossible;
   * undefined if it is possible.
   */
  missing(operationId: OperationId, received: number): string | undefined {
    const writer = this.#writers.get(operationId);
    if (writer?.obstacle !== undefined) return writer.obstacle;
    if (writer === undefined || this.#session === undefined) return undefined;
    this.#options.log.debug({ operation: operationId, received }, 'the coordinator is missing output');
    this.#startAgain(this.#session, writer, received);
    return undefined;
  }

  /** Returns how many bytes of the operation's output were taken from the spool. */
  taken(operationId: OperationId): number {
    return this.#writers.get(operationId)?.taken ?? 0;
  }

  /** Sets the offset at which the output of an ended operation ends. */
  end(operationId: OperationId, finalOffset: number): void {
    this.#finals.set(operationId, finalOffset);
    const writer = this.#writers.get(operationId);
    if (writer !== undefined) this.#deliverIfDone(writer);
  }

  /** Stops sending output of the operation. */
  drop(operationId: OperationId): void {
    this.#writers.get(operationId)?.unsubscribe();
    this.#writers.delete(operationId);
    this.#finals.delete(operationId);
  }

  #subscribe(writer: UploadWriter): void {
    const { epoch, operationId } = writer;
    this.#options.keeper
      .subscribe(operationId, {
        fromOffset: writer.received,
        windowBytes: WINDOW_BYTES,
        onFrame: (frame) => {
          writer.take(frame);
          this.#schedule();
        },
        onUnreadable: (problem) => {
          if (writer.epoch === epoch) this.#finishUnreadable(writer, problem);
        },
      })
      .then(
        (subscription) => {
          if (writer.epoch === epoch) writer.subscribed(subscription);
        },
        (error: unknown) => {
          if (error instanceof LinkClosed || writer.epoch !== epoch) return;
          this.#finishUnreadable(writer, problemOf(error));
        },
      );
  }

  /** Builds a request in a microtask, so that frames that are added one after the other go into the same request. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    const session = this.#session;
    if (session === undefined) return;
    while (session.pace.isOpen) {
      const due = dueWriters(this.#writers.values());
      if (due.length === 0) return;
      const batch = new Batch(this.#pool.take(session.pace.requestBytes));
      fillBatch(batch, due);
      for (const operationId of batch.epochs.keys()) this.#count(operationId, batch, 1);
      this.#rotate(batch);
      session.pace.sent();
      this.#upload(session, batch).catch((error: unknown) =>
        this.#options.log.error({ err: error }, 'an upload failed unexpectedly'),
      );
    }
  }

  /** Round-robin: moves the writers that were just served to the end. */
  #rotate(batch: Batch): void {
    for (const operationId of batch.epochs.keys()) {
      const writer = this.#writers.get(operationId);
      if (writer === undefined) continue;
      this.#writers.delete(operationId);
      this.#writers.set(operationId, writer);
    }
  }

  async #upload(session: Open, batch: Batch): Promise<void> {
    let answer: OutputAnswer;
    try {
      answer = await session.calls.output(batch.bytes);
    } catch (error) {
      this.#landed(batch);
      if (!(error instanceof CallAborted) && session === this.#session)
        await this.#failed(session, batch, error);
      return;
    }
    this.#landed(batch);
    session.pace.succeeded();
    // Skipped after a failure, because the socket may still be sending from this memory.
    this.#pool.give(batch.bytes);
    if (session !== this.#session) return;
    for (const receipt of answer.operations) this.#acknowledge(session, receipt, batch);
    this.#pump();
  }

  #landed(batch: Batch): void {
    for (const operationId of batch.epochs.keys()) this.#count(operationId, batch, -1);
  }

  #count(operationId: OperationId, batch: Batch, change: 1 | -1): void {
    const writer = this.#writers.get(operationId);
    if (writer !== undefined && writer.epoch === batch.epochs.get(operationId)) writer.flights += change;
  }

  #acknowledge(session: Open, receipt: OutputReceipt, batch: Batch): void {
    const writer = this.#writers.get(receipt.operationId);
    if (writer === undefined) return;
    this.#release(writer, receipt.durable);
    const isCurrent = writer.epoch === batch.epochs.get(receipt.operationId);
    if (receipt.problem === 'refused') {
      this.#finish(writer);
    } else if (receipt.problem === undefined || !isCurrent) {
      // Applies to receipts of earlier epochs too: the coordinator has these bytes, so they need not be sent again.
      writer.received = Math.max(writer.received, receipt.received);
      this.#deliverIfDone(writer);
    } else {
      this.#options.log.debug({ ...receipt }, 'output is sent again');
      if (receipt.problem === 'fenced') writer.leapEpoch();
      this.#startAgain(session, writer, receipt.received);
    }
  }

  /** Restarts at a lower offset: at once after progress, otherwise after a pause. */
  #startAgain(session: Open, writer: UploadWriter, received: number): void {
    writer.setbacks = received > writer.startedAt ? 0 : writer.setbacks + 1;
    writer.suspend();
    writer.received = received;
    if (writer.setbacks === 0) {
      this.#restart(writer);
      return;
    }
    const { epoch } = writer;
    const wait = backoffMilliseconds(session.calls.backoff, writer.setbacks, Math.random());
    pause(wait, session.calls.signal)
      .then(() => this.#restartSuspended(session, new Map([[writer, epoch]])))
      .catch((error: unknown) => this.#options.log.error({ err: error }, 'output is not sent again'));
  }

  /**
   * Suspends the writers of a failed request. Its frames may have arrived. After a pause, each writer continues from
   * the offset that the coordinator has confirmed.
   */
  async #failed(session: Open, batch: Batch, error: unknown): Promise<void> {
    this.#options.log.debug({ err: error }, 'an upload failed');
    if (isOutrunnerError(error) && error.code === 'output-conflict')
      this.#finishConflicting(error.parameters);
    const suspended = new Map<UploadWriter, number>();
    for (const writer of this.#writers.values()) {
      if (batch.epochs.get(writer.operationId) !== writer.epoch) continue;
      writer.suspend();
      suspended.set(writer, writer.epoch);
    }
    await pause(session.pace.failed(), session.calls.signal);
    session.pace.resumed();
    this.#restartSuspended(session, suspended);
  }

  /** Restarts the suspended writers, except those that were dropped or restarted in the meantime. */
  #restartSuspended(session: Open, suspended: ReadonlyMap<UploadWriter, number>): void {
    if (session !== this.#session) return;
    for (const [writer, epoch] of suspended) {
      const isHeld = this.#writers.get(writer.operationId) === writer;
      if (isHeld && writer.epoch === epoch) this.#restart(writer);
    }
    this.#pump();
  }

  /** Starts a suspended writer at the confirmed offset, once its epoch is reserved. */
  #restart(writer: UploadWriter): void {
    if (!this.#options.epochs.isReserved(writer.epoch)) {
      if (this.#session !== undefined) void this.#restartReserved(this.#session, writer);
      return;
    }
    writer.start(writer.received);
    this.#subscribe(writer);
    this.#deliverIfDone(writer);
  }

  /** Reserves the writer's epoch and then restarts the writer. Repeats this after a pause if the disk refuses. */
  async #restartReserved(session: Open, writer: UploadWriter): Promise<void> {
    const { epoch } = writer;
    try {
      await this.#options.epochs.reserve(epoch);
    } catch (error) {
      this.#options.log.warn({ err: error, operation: writer.operationId }, 'a writer epoch was not stored');
      await pause(session.calls.backoff.cap, session.calls.signal);
    }
    this.#restartSuspended(session, new Map([[writer, epoch]]));
  }

  #finishConflicting(parameters: Readonly<Record<string, string | number>>): void {
    const operationId = OperationId.safeParse(parameters['operation']);
    const writer = operationId.success ? this.#writers.get(operationId.data) : undefined;
    if (writer === undefined) return;
    this.#options.log.error(
      { operation: writer.operationId },
      'the coordinator holds other output of this operation',
    );
    this.#finish(writer, 'differs from what the coordinator holds');
  }

  #finishUnreadable(writer: UploadWriter, problem: string): void {
    this.#options.log.error({ operation: writer.operationId, problem }, 'its output cannot be read');
    this.#finish(writer, `cannot be read on its host (${problem})`);
  }

  /** Ends the upload, so that the result can be sent. `obstacle` explains why the remaining output cannot be sent. */
  #finish(writer: UploadWriter, obstacle?: string): void {
    writer.unsubscribe();
    writer.obstacle = obstacle;
    writer.received = Number.MAX_SAFE_INTEGER;
    this.#deliverIfDone(writer);
  }

  #release(writer: UploadWriter, durable: number): void {
    if (durable - writer.released < RELEASE_STEP_BYTES) return;
    writer.released = durable;
    this.#options.keeper.release(writer.operationId, durable).catch(() => undefined);
  }

  #deliverIfDone(writer: UploadWriter): void {
    const final = this.#finals.get(writer.operationId);
    if (final === undefined || writer.received < final) return;
    this.#options.onDelivered(writer.operationId);
  }
}
