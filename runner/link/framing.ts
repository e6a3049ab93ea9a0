/** Two lengths (unsigned, 32 bits, big-endian): header, payload. Then the header as JSON, then the payload's bytes. */
const PREFIX = 8;
/** Commands travel in headers, scripts and environments with them. */
const LARGEST_HEADER = 64 * 1024 * 1024;
const LARGEST_PAYLOAD = 1024 * 1024;

export interface LinkFrame {
  readonly header: unknown;
  /** Valid until the next call of `FrameReader.push`: copy what outlives it. */
  readonly payload: Buffer;
}

const NO_BYTES = Buffer.alloc(0);

/** The bytes that announce a payload of that length; the payload itself follows them on the socket. */
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
 * Cuts a byte stream into frames; holds at most one unfinished frame. Frames within a chunk are views of it, and one that
 * lies across chunks is put together in memory that is used again, so that a long stream leaves nothing to collect.
 */
export class FrameReader {
  #unfinished = new Assembly();
  #finished = new Assembly();

  /** Takes the next bytes, gives the frames that are now whole. Throws where the stream cannot be one of frames. */
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

/** Larger frames are rare, and their memory is not kept. */
const KEPT_BYTES = 256 * 1024;

/** Puts together one frame. */
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

  /** Takes what belongs to the frame; gives how much that was. */
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

/** Of the frame at `at`, in the first `end` bytes; undefined where they do not tell. */
function frameLength(bytes: Buffer, at: number, end: number): number | undefined {
  if (end - at < PREFIX) return undefined;
  const header = bytes.readUInt32BE(at);
  const payload = bytes.readUInt32BE(at + 4);
  if (header > LARGEST_HEADER || payload > LARGEST_PAYLOAD)
    throw new Error('The link does not carry frames.');
  return PREFIX + header + payload;
}

function frameAt(bytes: Buffer, at: number): LinkFrame {
  const headerEnd = at + PREFIX + bytes.readUInt32BE(at);
  const header: unknown = JSON.parse(bytes.toString('utf8', at + PREFIX, headerEnd));
  return { header, payload: bytes.subarray(headerEnd, headerEnd + bytes.readUInt32BE(at + 4)) };
}
