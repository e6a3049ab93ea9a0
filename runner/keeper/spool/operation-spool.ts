import { crc32 } from 'node:zlib';
import type { Stream } from '../../../protocol/runner/frames.ts';
import { Segment } from './segment.ts';
import type { SpoolBudget } from './spool-budget.ts';
import { SEGMENT_HEADER, type SpoolFrame } from './spool-format.ts';

/** The folder and limits of spools. */
export interface SpoolSettings {
  readonly folder: string;
  readonly budget: SpoolBudget;
  /** Size, in bytes, at which a segment is closed. Only whole segments are freed. */
  readonly segmentBytes: number;
}

/** Minimum size, in bytes, for replacing a fully released segment. */
const WORTH_FREEING = 64 * 1024;

/**
 * The output of one operation: masked payload in frames with offsets, in files that are freed from the front. Frames
 * are written to the page cache at once and never synced. They survive a crash of this process. After a power loss,
 * recovery truncates the output to its valid prefix.
 */
export class OperationSpool {
  readonly #settings: SpoolSettings;
  readonly #operationId: string;
  #segments: Segment[] = [];
  #finished = false;
  /** Offset of the next byte to be written. */
  endOffset = 0;
  /** Offset below which the coordinator has stored all output, so that it need not be read again. */
  releasedOffset = 0;
  /** CRC-32 of all payload so far. */
  digest = 0;

  constructor(settings: SpoolSettings, operationId: string) {
    this.#settings = settings;
    this.#operationId = operationId;
  }

  /** Opens the spool of a previous keeper. Nothing more is appended to it. */
  static recovered(
    settings: SpoolSettings,
    operationId: string,
    found: { readonly segments: Segment[]; readonly endOffset: number; readonly digest: number },
  ): OperationSpool {
    const spool = new OperationSpool(settings, operationId);
    spool.#segments = found.segments;
    spool.endOffset = found.endOffset;
    spool.releasedOffset = found.segments[0]?.base ?? found.endOffset;
    spool.digest = found.digest;
    spool.#finished = true;
    for (const { size } of found.segments) settings.budget.take(size);
    return spool;
  }

  /** Writes one frame. Does not retain `bytes`. On failure, writes nothing and throws the system's error. */
  append(stream: Stream, time: number, bytes: Uint8Array): SpoolFrame {
    const frame = { stream, offset: this.endOffset, time, crc32: crc32(bytes), payload: bytes };
    const segment = this.#writable();
    const before = segment.size;
    segment.append(frame);
    this.#settings.budget.take(segment.size - before);
    this.digest = crc32(bytes, this.digest);
    this.endOffset += bytes.length;
    return frame;
  }

  /** Ends the output. */
  finish(): void {
    this.#finished = true;
    this.#segments.at(-1)?.close();
  }

  /** Frees segments that are completely below `offset`. */
  release(offset: number): void {
    this.releasedOffset = Math.max(this.releasedOffset, Math.min(offset, this.endOffset));
    const isReleased = (segment: Segment) => segment.end <= this.releasedOffset;
    const last = this.#segments.at(-1);
    // Create the next segment before the last one is removed. Otherwise a crash in between would lose the end offset.
    if (last && isReleased(last) && !this.#finished && last.size > WORTH_FREEING) this.#begin();
    const freed = this.#segments.filter(
      (segment) => isReleased(segment) && (this.#finished || segment !== this.#segments.at(-1)),
    );
    this.#segments = this.#segments.filter((segment) => !freed.includes(segment));
    this.#free(freed);
  }

  /** Whether files of the spool exist. */
  get kept(): boolean {
    return this.#segments.length > 0;
  }

  /** Returns the segment that contains `offset`, or else the first segment after it. */
  segmentAt(offset: number): Segment | undefined {
    return this.#segments.find((segment) => segment.end > offset);
  }

  remove(): void {
    const segments = this.#segments;
    this.#segments = [];
    this.#free(segments);
  }

  #writable(): Segment {
    const last = this.#segments.at(-1);
    return last && last.size < this.#settings.segmentBytes ? last : this.#begin();
  }

  #begin(): Segment {
    const { folder, budget } = this.#settings;
    const segment = Segment.create(folder, this.#operationId, this.endOffset, this.digest);
    this.#segments.at(-1)?.close();
    budget.take(SEGMENT_HEADER);
    this.#segments.push(segment);
    return segment;
  }

  #free(segments: readonly Segment[]): void {
    for (const segment of segments) segment.remove();
    const bytes = segments.reduce((sum, { size }) => sum + size, 0);
    if (bytes > 0) this.#settings.budget.free(bytes);
  }
}
