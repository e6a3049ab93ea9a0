import { crc32 } from 'node:zlib';
import type { FrameRow } from './frame-row.ts';

const PRIME = 0x9e3779b1;
const POLYNOMIAL = 0xedb88320;
const TOP = 0x80000000;

/** From this many bytes on, combining two CRCs is faster than computing another CRC. */
const COMBINE_FROM = 4096;

type CheckedFields = Pick<FrameRow, 'stream' | 'start' | 'length' | 'streamStart' | 'tail' | 'time'>;

/**
 * Returns the value of `frame.crc`: the CRC-32 of the frame's bytes, mixed with the fields that locate the bytes. The
 * value therefore detects the bytes of another frame, and a row whose fields were changed.
 */
export function frameCheck(row: CheckedFields, payloadCrc: number): number {
  let mixed = mix(row.stream + 1, row.start);
  mixed = Math.imul(mixed ^ row.length, PRIME);
  mixed = mix(mixed, row.streamStart);
  mixed = mix(mixed, row.tail);
  mixed = mix(mixed, row.time);
  return (payloadCrc ^ mixed) >>> 0;
}

/** Mixes both halves of an integer of up to 53 bits, because `^` and `|` use only the low 32 bits. */
function mix(mixed: number, field: number): number {
  return Math.imul(Math.imul(mixed ^ field, PRIME) ^ ((field / 2 ** 32) | 0), PRIME);
}

/**
 * Returns whether the bytes are those that were stored with the row. Rows of format 2 have no CRC and count as intact.
 */
export function isIntact(row: FrameRow, payload: Buffer): boolean {
  return row.crc === null || frameCheck(row, crc32(payload)) === row.crc;
}

/**
 * Returns the CRC-32 of data that has the CRC `before` and is followed by `bytes`. `own` is the CRC of `bytes` alone.
 */
export function extendedCrc(before: number, bytes: Buffer, own: number): number {
  if (bytes.byteLength < COMBINE_FROM) return crc32(bytes, before);
  return (product(powerOfX(bytes.byteLength), before) ^ own) >>> 0;
}

/** x^(2^k) modulo the polynomial, for k from 0. Bits are reflected, as in zlib. */
const POWERS: readonly number[] = Array.from({ length: 32 }).reduce<number[]>((powers) => {
  const last = powers.at(-1);
  return [...powers, last === undefined ? TOP >>> 1 : product(last, last)];
}, []);

/** Returns x^(8 × bytes), the factor that shifts a CRC by that many bytes. */
function powerOfX(bytes: number): number {
  let power = TOP;
  let left = bytes;
  for (let exponent = 3; left > 0; exponent += 1) {
    if (left % 2 === 1) power = product(POWERS[exponent & 31] ?? TOP, power);
    left = Math.floor(left / 2);
  }
  return power;
}

/** Multiplies two polynomials with reflected bits, modulo the CRC polynomial. */
function product(one: number, other: number): number {
  let result = 0;
  let shifted = other;
  for (let bit = TOP; bit !== 0; bit >>>= 1) {
    if ((one & bit) !== 0) result ^= shifted;
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
  }
  return result >>> 0;
}
