import { crc32 } from 'node:zlib';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { OperationSpool } from '../spool/operation-spool.ts';
import type { SpoolFrame } from '../spool/spool-format.ts';
import { SpoolReader } from '../spool/spool-reader.ts';

/** The destination of a subscription's frames. */
export interface FrameSink {
  /** Sends a frame. `copy`: the frame's bytes are valid only during the call, so queueing requires a copy. */
  send(frame: SpoolFrame, copy: boolean): void;
  /** False while too many bytes are queued for the socket. */
  readonly ready: boolean;
  /** Calls `proceed` once, when `ready` is true again. */
  whenReady(proceed: () => void): void;
  /** Reports that the spool was unreadable in repeated attempts, so that no more frames follow. */
  fail(problem: string): void;
}

/**
 * Interval between attempts to read an unreadable spool, in ms. The cause may be temporary, such as a lack of file
 * descriptors.
 */
const RETRY_MILLISECONDS = 500;
const READS_TRIED = 4;

/** Minimum size of a piece, in bytes, when a frame is split to fit the remaining credit. */
const SMALLEST_PIECE = 4096;

/**
 * A cursor in one operation's output. A cursor that is *caught up* receives each frame as it is written. A cursor that
 * is *behind*, for lack of credit or because it began late, reads the spool until it is caught up. It buffers the
 * result of one read, about 128 KiB.
 */
export class Subscription {
  readonly #spool: OperationSpool;
  readonly #sink: FrameSink;
  readonly #window: number;
  readonly #reader: SpoolReader;
  readonly #proceed = () => this.start();
  /** Frames that were read from the spool but not sent yet. */
  #held: SpoolFrame[] = [];
  /** Offset of the next byte to send. */
  #offset: number;
  #uncredited = 0;
  #reading = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(spool: OperationSpool, sink: FrameSink, fromOffset: number, window: number) {
    this.#spool = spool;
    this.#sink = sink;
    this.#window = window;
    this.#offset = fromOffset;
    this.#reader = new SpoolReader(spool);
  }

  /** Sends as much of the spool as the credit allows. */
  start(): void {
    if (!this.#closed && !this.#reading && this.#retry === undefined && this.#mayProceed()) this.#pump();
  }

  /** Handles a frame that was just written to the spool. */
  offer(frame: SpoolFrame): void {
    const caughtUp = frame.offset === this.#offset && this.#held.length === 0 && !this.#reading;
    if (this.#closed || !caughtUp || this.#room(frame.payload.length) < frame.payload.length) return;
    if (this.#sink.ready) this.#send(frame, true);
    else this.start();
  }

  credit(bytes: number): void {
    this.#uncredited = Math.max(0, this.#uncredited - bytes);
    this.start();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#held = [];
    if (!this.#reading) this.#reader.close().catch(() => undefined);
  }

  /** Whether there is more to send, and both credit and socket allow it. */
  #mayProceed(): boolean {
    const next =
      this.#held[0]?.payload.length ?? Math.min(SMALLEST_PIECE, this.#spool.endOffset - this.#offset);
    if (next <= 0 || this.#room(next) === 0) return false;
    if (this.#sink.ready) return true;
    this.#sink.whenReady(this.#proceed);
    return false;
  }

  #pump(): void {
    this.#reading = true;
    this.#sendHeld()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#reading = false;
        if (this.#closed) this.#reader.close().catch(() => undefined);
        else this.start();
      });
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    if (this.#closed) return;
    if (this.#failures >= READS_TRIED) {
      this.close();
      this.#sink.fail(problemOf(error));
      return;
    }
    this.#reader.close().catch(() => undefined);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.start();
    }, RETRY_MILLISECONDS);
  }

  async #sendHeld(): Promise<void> {
    while (!this.#closed && this.#mayProceed()) {
      if (this.#held.length === 0) this.#held = await this.#reader.read(this.#offset);
      this.#failures = 0;
      if (this.#closed) return;
      // A release freed these bytes between the check and the read.
      if (this.#held.length === 0) this.#offset = Math.max(this.#offset, this.#spool.releasedOffset);
      this.#sendWhatFits();
    }
    if (this.#held.length === 0 && this.#offset >= this.#spool.endOffset) await this.#reader.close();
  }

  #sendWhatFits(): void {
    for (let next = this.#held[0]; next && this.#sink.ready; next = this.#held[0]) {
      const fits = this.#room(next.payload.length);
      if (fits === 0) return;
      const [now, later] = split(next, fits);
      this.#send(now, false);
      if (later) this.#held[0] = later;
      else this.#held.shift();
    }
  }

  #send(frame: SpoolFrame, copy: boolean): void {
    this.#offset = frame.offset + frame.payload.length;
    this.#uncredited += frame.payload.length;
    this.#sink.send(frame, copy);
  }

  /**
   * Returns how many bytes of a frame may be sent now. If all sent bytes are credited, a whole frame may be sent, even
   * if it exceeds the window.
   */
  #room(length: number): number {
    if (this.#uncredited === 0) return length;
    const credit = this.#window - this.#uncredited;
    return credit >= length ? length : credit >= SMALLEST_PIECE ? credit : 0;
  }
}

function split(frame: SpoolFrame, length: number): [SpoolFrame, SpoolFrame | undefined] {
  if (length >= frame.payload.length) return [frame, undefined];
  const piece = (payload: Uint8Array, offset: number): SpoolFrame => ({
    stream: frame.stream,
    time: frame.time,
    offset,
    payload,
    crc32: crc32(payload),
  });
  return [
    piece(frame.payload.subarray(0, length), frame.offset),
    piece(frame.payload.subarray(length), frame.offset + length),
  ];
}
