import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { LARGEST_PAYLOAD } from '../../link/messages.ts';
import type { OperationSpool } from './operation-spool.ts';
import type { Segment } from './segment.ts';
import { decodeSpoolFrame, FRAME_HEADER, type SpoolFrame } from './spool-format.ts';

/** Bytes per read. Enough for at least one complete frame. */
const READ_BYTES = 2 * (LARGEST_PAYLOAD + FRAME_HEADER);

/** Reads a spool forwards from its files, for a subscriber that is behind. */
export class SpoolReader {
  readonly #spool: OperationSpool;
  #segment: Segment | undefined;
  #file: FileHandle | undefined;
  #position = 0;
  /** Offset at which the last read ended. */
  #offset = -1;

  constructor(spool: OperationSpool) {
    this.#spool = spool;
  }

  /** Returns the next frames from `offset` on, about 128 KiB but at least one; empty at the end of the output. */
  async read(offset: number): Promise<SpoolFrame[]> {
    // Skip released bytes: the reader that released them does not need them again.
    const start = Math.max(offset, this.#spool.releasedOffset);
    const segment = this.#spool.segmentAt(start);
    if (!segment) return [];
    if (segment !== this.#segment || start !== this.#offset) {
      await this.close();
      this.#file = await open(segment.path, 'r');
      this.#segment = segment;
      this.#position = segment.positionBefore(start);
      this.#offset = start;
    }
    const written = Math.min(READ_BYTES, segment.size - this.#position);
    const bytes = Buffer.allocUnsafe(written);
    const { bytesRead } = (await this.#file?.read(bytes, 0, written, this.#position)) ?? { bytesRead: 0 };
    const frames = this.#decode(bytes.subarray(0, bytesRead));
    return frames.length > 0 ? frames : this.read(this.#offset);
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#segment = undefined;
    await file?.close();
  }

  #decode(bytes: Buffer): SpoolFrame[] {
    const frames: SpoolFrame[] = [];
    let at = 0;
    for (let frame = decodeSpoolFrame(bytes, at); frame; frame = decodeSpoolFrame(bytes, at)) {
      at += FRAME_HEADER + frame.payload.length;
      const wanted = from(frame, this.#offset);
      if (!wanted) continue;
      frames.push(wanted);
      this.#offset = wanted.offset + wanted.payload.length;
    }
    if (at === 0)
      throw new Error(`The spool file ${this.#segment?.path} is damaged at byte ${this.#position}.`);
    this.#position += at;
    return frames;
  }
}

/** Returns the part of a frame from `offset` on. */
function from(frame: SpoolFrame, offset: number): SpoolFrame | undefined {
  if (frame.offset >= offset) return frame;
  if (frame.offset + frame.payload.length <= offset) return undefined;
  const bytes = frame.payload.subarray(offset - frame.offset);
  return { ...frame, offset, payload: bytes, crc32: crc32(bytes) };
}
