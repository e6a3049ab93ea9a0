/**
 * Length of the prefix, in bytes. It contains the lengths of header and payload (unsigned, 32 bits, big-endian). The
 * header as JSON and then the payload follow.
 */
const PREFIX = 8;
/** Maximum length of a header, in bytes. Headers contain commands with their scripts and environments. */
const LARGEST_HEADER = 64 * 1024 * 1024;
const LARGEST_PAYLOAD = 1024 * 1024;

export interface LinkFrame {
  readonly header: unknown;
  /** Valid until the next call of `LinkFrameReader.push`. Copy bytes that are needed longer. */
  readonly payload: Buffer;
}

const NO_BYTES = Buffer.alloc(0);

/** Returns the encoded prefix and header for a payload of this length. */
export function encodeHeader(header: object, payloadLength = 0): Buffer {
  const json = JSON.stringify(header);
  const length = Buffer.byteLength(json);
  const bytes = Buffer.allocUnsafe(PREFIX + length);
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(payloadLength, 4);
  bytes.write(json, PREFIX, 'utf8');
  return bytes;
}

/**
 * Splits a byte stream into frames. Buffers at most one incomplete frame. Frames within a chunk are views of the chunk.
 * A frame that spans chunks is assembled in reused memory, so that a long stream creates no garbage.
 */
export class LinkFrameReader {
  #unfinished = new Assembly();
  #finished = new Assembly();

  /** Adds the next bytes and returns the frames that they complete. Throws if the stream does not consist of frames. */
  push(chunk: Buffer): LinkFrame[] {
    const frames: LinkFrame[] = [];
    let at = 0;
    if (this.#unfinished.length > 0) {
      at = this.#unfinished.fill(chunk);
      if (!this.#unfinished.isWhole) return frames;
      frames.push(frameAt(this.#unfinished.bytes, 0));
      [this.#unfinished, this.#finished] = [this.#finished, this.#unfinished];
      this.#unfinished.clear();
    }
    for (;;) {
      const length = frameLength(chunk, at, chunk.length);
      if (length === undefined || at + length > chunk.length) break;
      frames.push(frameAt(chunk, at));
      at += length;
    }
    if (at < chunk.length) this.#unfinished.fill(chunk.subarray(at));
    return frames;
  }
}

/** Maximum memory that is reused for frames, in bytes. Larger frames are rare. */
const KEPT_BYTES = 256 * 1024;

/** Assembles one frame from several chunks. */
class Assembly {
  bytes: Buffer = NO_BYTES;
  length = 0;

  clear(): void {
    this.length = 0;
    if (this.bytes.length > KEPT_BYTES) this.bytes = NO_BYTES;
  }

  get isWhole(): boolean {
    return this.length === frameLength(this.bytes, 0, this.length);
  }

  /** Copies the bytes that belong to the frame. Returns their number. */
  fill(chunk: Buffer): number {
    const head = this.length < PREFIX ? this.#take(chunk, 0, PREFIX) : 0;
    const whole = frameLength(this.bytes, 0, this.length);
    return whole === undefined ? head : head + this.#take(chunk, head, whole);
  }

  #take(chunk: Buffer, from: number, upTo: number): number {
    const count = Math.min(upTo - this.length, chunk.length - from);
    this.#reserve(upTo);
    chunk.copy(this.bytes, this.length, from, from + count);
    this.length += count;
    return count;
  }

  #reserve(size: number): void {
    if (this.bytes.length >= size) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(size, 2 * PREFIX));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

/**
 * Returns the length of the frame that begins at `at` within the first `end` bytes; undefined if its prefix is
 * incomplete.
 */
function frameLength(bytes: Buffer, at: number, end: number): number | undefined {
  if (end - at < PREFIX) return undefined;
  const header = bytes.readUInt32BE(at);
  const payload = bytes.readUInt32BE(at + 4);
  if (header > LARGEST_HEADER || payload > LARGEST_PAYLOAD)
    throw new Error('The link contains bytes that are not frames.');
  return PREFIX + header + payload;
}

function frameAt(bytes: Buffer, at: number): LinkFrame {
  const headerEnd = at + PREFIX + bytes.readUInt32BE(at);
  const header: unknown = JSON.parse(bytes.toString('utf8', at + PREFIX, headerEnd));
  return { header, payload: bytes.subarray(headerEnd, headerEnd + bytes.readUInt32BE(at + 4)) };
}
