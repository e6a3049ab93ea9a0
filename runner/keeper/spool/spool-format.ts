/**
 * A spool segment: a header, then frames. Integers are little-endian; offsets and times are doubles.
 *
 * | segment header | frame header |
 * |---|---|
 * | 4 magic `ORSP` | 2 magic `OF` |
 * | 4 format version | 1 stream, 1 zero |
 * | 8 offset of the first payload byte | 4 length of the payload |
 * | 4 digest of all payload before it | 8 offset of the first payload byte |
 * | 8 zero | 8 time of reading, epoch ms |
 * | 4 CRC-32 of the 28 bytes before | 4 CRC-32 of the payload |
 * | | 4 CRC-32 of the 28 bytes before |
 */
import { crc32 } from 'node:zlib';
import type { Stream } from '../../../protocol/runner/frames.ts';
import { type KeeperFrame, LARGEST_PAYLOAD } from '../../link/messages.ts';

export const SEGMENT_HEADER = 32;
export const FRAME_HEADER = 32;

const SEGMENT_MAGIC = 0x5053524f;
const SEGMENT_VERSION = 1;
const FRAME_MAGIC = 0x464f;
const STREAMS: readonly Stream[] = ['stdout', 'stderr', 'terminal'];

/** A frame without its operation id, which is part of the file name. */
export type SpoolFrame = Omit<KeeperFrame, 'operationId'>;

export function encodeSegmentHeader(base: number, digest: number): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEADER);
  bytes.writeUInt32LE(SEGMENT_MAGIC, 0);
  bytes.writeUInt32LE(SEGMENT_VERSION, 4);
  bytes.writeDoubleLE(base, 8);
  bytes.writeUInt32LE(digest, 16);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 28)), 28);
  return bytes;
}

/** Returns the decoded header; undefined if the bytes are not a complete header of this format. */
export function decodeSegmentHeader(bytes: Buffer): { base: number; digest: number } | undefined {
  if (bytes.length < SEGMENT_HEADER || bytes.readUInt32LE(0) !== SEGMENT_MAGIC) return undefined;
  if (bytes.readUInt32LE(4) !== SEGMENT_VERSION) return undefined;
  if (bytes.readUInt32LE(28) !== crc32(bytes.subarray(0, 28))) return undefined;
  return { base: bytes.readDoubleLE(8), digest: bytes.readUInt32LE(16) };
}

export function encodeFrameHeader(frame: SpoolFrame): Buffer {
  const bytes = Buffer.allocUnsafe(FRAME_HEADER);
  bytes.writeUInt16LE(FRAME_MAGIC, 0);
  bytes.writeUInt8(STREAMS.indexOf(frame.stream), 2);
  bytes.writeUInt8(0, 3);
  bytes.writeUInt32LE(frame.payload.length, 4);
  bytes.writeDoubleLE(frame.offset, 8);
  bytes.writeDoubleLE(frame.time, 16);
  bytes.writeUInt32LE(frame.crc32, 24);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 28)), 28);
  return bytes;
}

/**
 * Returns the complete frame at position `at`, with its payload as a view of `bytes`; undefined if the frame is
 * incomplete or damaged.
 */
export function decodeSpoolFrame(bytes: Buffer, at: number): SpoolFrame | undefined {
  if (bytes.length - at < FRAME_HEADER || bytes.readUInt16LE(at) !== FRAME_MAGIC) return undefined;
  if (bytes.readUInt32LE(at + 28) !== crc32(bytes.subarray(at, at + 28))) return undefined;
  const stream = STREAMS[bytes.readUInt8(at + 2)];
  const length = bytes.readUInt32LE(at + 4);
  const end = at + FRAME_HEADER + length;
  if (stream === undefined || length > LARGEST_PAYLOAD || end > bytes.length) return undefined;
  const payload = bytes.subarray(at + FRAME_HEADER, end);
  const crc = bytes.readUInt32LE(at + 24);
  if (crc32(payload) !== crc) return undefined;
  return {
    stream,
    offset: bytes.readDoubleLE(at + 8),
    time: bytes.readDoubleLE(at + 16),
    crc32: crc,
    payload,
  };
}
