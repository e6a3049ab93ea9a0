import { closeSync, ftruncateSync, openSync, unlinkSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFrameHeader, encodeSegmentHeader, SEGMENT_HEADER, type SpoolFrame } from './spool-format.ts';

/** Distance between index entries, in bytes of the file. A read can start at each entry. */
const INDEX_INTERVAL = 256 * 1024;

interface Place {
  readonly offset: number;
  readonly position: number;
}

/** A file of a spool, with consecutive frames and no gap. */
export class Segment {
  readonly path: string;
  /** Offset of the first payload byte. */
  readonly base: number;
  /** Offset after the last payload byte. */
  end: number;
  /** Size of the file, in bytes. */
  size: number;
  readonly #places: Place[];
  #descriptor: number | undefined;

  private constructor(path: string, base: number) {
    this.path = path;
    this.base = base;
    this.end = base;
    this.size = SEGMENT_HEADER;
    this.#places = [{ offset: base, position: SEGMENT_HEADER }];
  }

  /** Creates the file. `digest` covers all payload before this segment. */
  static create(folder: string, operationId: string, base: number, digest: number): Segment {
    const segment = new Segment(join(folder, segmentName(operationId, base)), base);
    segment.#descriptor = openSync(segment.path, 'w', 0o600);
    segment.#write([encodeSegmentHeader(base, digest)], 0);
    return segment;
  }

  /** Opens an existing file for reading. The caller then adds the file's frames with `index`. */
  static recovered(path: string, base: number): Segment {
    return new Segment(path, base);
  }

  /** Writes a frame completely or not at all. Throws the system's error, for example for a full disk. */
  append(frame: SpoolFrame): void {
    const header = encodeFrameHeader(frame);
    this.#write([header, frame.payload], this.size);
    this.index(frame.offset, header.length + frame.payload.length, frame.payload.length);
  }

  /** Adds an existing frame of the file to the index. */
  index(offset: number, fileBytes: number, payloadBytes: number): void {
    const last = this.#places.at(-1);
    if (last && this.size - last.position >= INDEX_INTERVAL)
      this.#places.push({ offset, position: this.size });
    this.size += fileBytes;
    this.end += payloadBytes;
  }

  /** Returns a file position from which the frame that contains `offset` can be reached by reading forwards. */
  positionBefore(offset: number): number {
    return this.#places.findLast((place) => place.offset <= offset)?.position ?? SEGMENT_HEADER;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  remove(): void {
    this.close();
    try {
      unlinkSync(this.path);
    } catch {
      // The file is already removed.
    }
  }

  #write(parts: readonly Uint8Array[], from: number): void {
    const descriptor = this.#descriptor;
    if (descriptor === undefined) throw new Error('The segment is closed.');
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    try {
      const written = writevSync(descriptor, parts, from);
      if (written < length) throw new Error('Only a part of a frame could be written to the disk.');
    } catch (error) {
      ftruncateSync(descriptor, from);
      throw error;
    }
  }
}

const NAME = /^([A-Za-z0-9_-]{1,64})\.(\d+)\.spool$/;

function segmentName(operationId: string, base: number): string {
  return `${operationId}.${base}.spool`;
}

/** Parses a file name of the spool folder; undefined if the file is not a segment. */
export function parseSegmentName(name: string): { operationId: string; base: number } | undefined {
  const match = NAME.exec(name);
  const [, operationId, base] = match ?? [];
  return operationId === undefined ? undefined : { operationId, base: Number(base) };
}
