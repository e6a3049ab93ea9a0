/** Two lengths (unsigned, 32 bits, big-endian): header, payload. Then the header as JSON, then the payload's bytes. */
const PREFIX = 8;
/** Commands travel in headers, scripts and environments with them. */
const LARGEST_HEADER = 64 * 1024 * 1024;
const LARGEST_PAYLOAD = 1024 * 1024;

export interface LinkFrame {
  readonly header: unknown;
  /** A view of the bytes received, which are never overwritten. */
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

/** Cuts a byte stream into frames; holds at most one unfinished frame. */
export class FrameReader {
  private held: Buffer = NO_BYTES;
  private chunks: Buffer[] = [];
  private chunksLength = 0;

  /** Takes the next bytes, gives the frames that are now whole. Throws where the stream cannot be one of frames. */
  push(chunk: Buffer): LinkFrame[] {
    this.chunks.push(chunk);
    this.chunksLength += chunk.length;
    const needed = this.needed();
    if (this.chunksLength < needed) return [];
    this.held = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks, this.chunksLength);
    const frames: LinkFrame[] = [];
    let at = 0;
    for (;;) {
      const length = frameLength(this.held, at);
      if (length === undefined || at + length > this.held.length) break;
      frames.push(frameAt(this.held, at));
      at += length;
    }
    const rest = this.held.subarray(at);
    this.chunks = rest.length === 0 ? [] : [rest];
    this.chunksLength = rest.length;
    return frames;
  }

  private needed(): number {
    const first = this.chunks[0];
    return (first && frameLength(first, 0)) ?? PREFIX;
  }
}

function frameLength(bytes: Buffer, at: number): number | undefined {
  if (bytes.length - at < PREFIX) return undefined;
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
