import { crc32 } from 'node:zlib';
import { FRAME_HEADER_BYTES } from '../../../protocol/runner/frames.ts';

/** The wire fields of an output frame, each of which may be invalid. Can be serialized as JSON. */
export interface FrameParts {
  readonly operationId: string;
  readonly stream: number;
  readonly epoch: number;
  /** Decimal number up to 2^64 - 1. */
  readonly offset: string;
  /** The eight bytes of the double, in hexadecimal, because NaN has many encodings. */
  readonly time: string;
  /** Base64. */
  readonly payload: string;
  /** If absent, the correct value is used. */
  readonly magic?: number;
  readonly idLength?: number;
  readonly length?: number;
  readonly crc?: number;
}

export function timeBits(time: number): string {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(time);
  return bits.toString('hex');
}

/** Encodes a frame in the layout of `protocol/runner/frames.ts`. */
export function encodeFrameParts(parts: FrameParts): Buffer {
  const payload = Buffer.from(parts.payload, 'base64');
  const id = Buffer.from(parts.operationId, 'latin1');
  const head = Buffer.alloc(FRAME_HEADER_BYTES);
  head.writeUInt16BE(parts.magic ?? 0x4f46, 0);
  head.writeUInt8(parts.stream & 0xff, 2);
  head.writeUInt8((parts.idLength ?? id.byteLength) & 0xff, 3);
  head.writeUInt32BE(parts.epoch >>> 0, 4);
  head.writeBigUInt64BE(BigInt.asUintN(64, BigInt(parts.offset)), 8);
  head.write(parts.time, 16, 8, 'hex');
  head.writeUInt32BE((parts.length ?? payload.byteLength) >>> 0, 24);
  head.writeUInt32BE((parts.crc ?? crc32(payload)) >>> 0, 28);
  return Buffer.concat([head, id, payload]);
}
