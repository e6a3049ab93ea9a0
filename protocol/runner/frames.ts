/**
 * Output frames on the wire: the body of `POST output` is a sequence of frames.
 *
 * | bytes | field |
 * |---|---|
 * | 2 | magic `OF` |
 * | 1 | stream: 1 stdout, 2 stderr, 3 terminal |
 * | 1 | length of the operation id, in bytes |
 * | 4 | writer epoch |
 * | 8 | offset of the first payload byte within the operation's output (all its streams share one offset space) |
 * | 8 | time of reading, epoch ms from 0 to 8.64e15, as a double |
 * | 4 | length of the payload |
 * | 4 | CRC-32 (ISO-HDLC, as `zlib.crc32`) of the payload |
 * | n | operation id, ASCII |
 * | m | payload, after masking |
 *
 * Integers are big-endian.
 */
import { crc32 } from 'node:zlib';
import { clampEpochMilliseconds, isEpochMilliseconds, NUMBER_LIMITS } from '../bounds.ts';
import { OperationId } from '../ids.ts';
import { RUNNER_LIMITS } from './headers.ts';

export const STREAMS = ['stdout', 'stderr', 'terminal'] as const;
export type Stream = (typeof STREAMS)[number];

/** Bytes from one read of a step's stream. A frame has this shape from the keeper's spool to the store. */
export interface OutputFrame {
  readonly operationId: OperationId;
  readonly stream: Stream;
  /** Offset of the first byte within the operation's output. All streams of the operation share one offset space. */
  readonly offset: number;
  /** When the keeper read the bytes, by the replica's clock, epoch ms. */
  readonly time: number;
  /** The bytes after masking. */
  readonly payload: Uint8Array;
}

/** An output frame on the wire. */
export interface WireFrame extends OutputFrame {
  /** Incremented each time a replica restarts an upload. The coordinator refuses frames of lower epochs. */
  readonly epoch: number;
}

export const FRAME_HEADER_BYTES = 32;
const MAGIC = 0x4f46;

/** Returns the size of a frame on the wire, in bytes. */
export function frameBytes(frame: WireFrame): number {
  return FRAME_HEADER_BYTES + frame.operationId.length + frame.payload.byteLength;
}

/** Encodes header and operation id. The payload follows unchanged, so that it is not copied. */
export function encodeFrameHead(frame: WireFrame): Buffer {
  const head = Buffer.allocUnsafe(FRAME_HEADER_BYTES + frame.operationId.length);
  head.writeUInt16BE(MAGIC, 0);
  head.writeUInt8(STREAMS.indexOf(frame.stream) + 1, 2);
  head.writeUInt8(frame.operationId.length, 3);
  head.writeUInt32BE(frame.epoch, 4);
  head.writeBigUInt64BE(BigInt(frame.offset), 8);
  head.writeDoubleBE(clampEpochMilliseconds(frame.time), 16);
  head.writeUInt32BE(frame.payload.byteLength, 24);
  head.writeUInt32BE(crc32(frame.payload), 28);
  head.write(frame.operationId, FRAME_HEADER_BYTES, 'latin1');
  return head;
}

export type DecodeStep =
  | { readonly kind: 'frame'; readonly frame: WireFrame; readonly bytes: number }
  /** The buffer ends within a frame. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'invalid'; readonly problem: string };

/**
 * Decodes the frame at `position`. Callers decode until `incomplete` or `invalid`, so that they keep all complete
 * frames of a truncated upload. The payload is a view of `bytes`.
 */
export function decodeFrame(bytes: Buffer, position: number): DecodeStep {
  if (bytes.byteLength - position < FRAME_HEADER_BYTES) return { kind: 'incomplete' };
  if (bytes.readUInt16BE(position) !== MAGIC)
    return { kind: 'invalid', problem: 'a frame does not begin with its magic' };
  const stream = STREAMS[bytes.readUInt8(position + 2) - 1];
  if (stream === undefined) return { kind: 'invalid', problem: 'unknown stream' };
  const idLength = bytes.readUInt8(position + 3);
  const length = bytes.readUInt32BE(position + 24);
  if (length > RUNNER_LIMITS.framePayloadBytes)
    return { kind: 'invalid', problem: `a payload of ${length} bytes is too long` };
  const total = FRAME_HEADER_BYTES + idLength + length;
  if (bytes.byteLength - position < total) return { kind: 'incomplete' };
  const id = OperationId.safeParse(
    bytes.toString('latin1', position + FRAME_HEADER_BYTES, position + FRAME_HEADER_BYTES + idLength),
  );
  if (!id.success) return { kind: 'invalid', problem: 'not an operation id' };
  const offset = Number(bytes.readBigUInt64BE(position + 8));
  if (offset + length > NUMBER_LIMITS.byteOffset)
    return { kind: 'invalid', problem: 'an offset is out of range' };
  const time = bytes.readDoubleBE(position + 16);
  if (!isEpochMilliseconds(time)) return { kind: 'invalid', problem: 'a time is out of range' };
  const payload = bytes.subarray(position + FRAME_HEADER_BYTES + idLength, position + total);
  if (crc32(payload) !== bytes.readUInt32BE(position + 28))
    return { kind: 'invalid', problem: 'a checksum does not match' };
  const frame: WireFrame = {
    operationId: id.data,
    stream,
    epoch: bytes.readUInt32BE(position + 4),
    offset,
    time,
    payload,
  };
  return { kind: 'frame', frame, bytes: total };
}
