import { crc32 } from 'node:zlib';
import type { WireFrame } from '../../../protocol/runner/frames.ts';
import { operation } from '../../dispatch/testing/queued.ts';

/** Returns a frame of the only operation of execution `n`. */
export function frame(n: number, offset: number, text: string, more: Partial<WireFrame> = {}): WireFrame {
  return {
    operationId: operation(n),
    stream: 'stdout',
    epoch: 1,
    offset,
    time: 1,
    payload: Buffer.from(text),
    ...more,
  };
}

export function digestOf(text: string): number {
  return crc32(text);
}
