import { ExecutionId, OperationId } from '../../../../protocol/ids.ts';
import type { OutputFrame } from '../../../../protocol/runner/frames.ts';
import type { Output } from '../output.ts';

export const EXECUTION = ExecutionId.parse(7);
export const FIRST = OperationId.parse('7-1');
export const SECOND = OperationId.parse('7-2');

export function sampleFrame(
  operationId: OperationId,
  offset: number,
  payload: Uint8Array | string,
  stream: OutputFrame['stream'] = 'stdout',
): OutputFrame {
  return { operationId, stream, offset, time: offset + 0.5, payload: Buffer.from(payload) };
}

/** Appends frames of any operations, one after the other. */
export async function appendEach(output: Output, frames: readonly OutputFrame[]): Promise<void> {
  for (const frame of frames) await output.log(frame.operationId).append([frame]);
}

export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const collected: Uint8Array[] = [];
  for await (const piece of pieces) collected.push(Buffer.from(piece));
  return Buffer.concat(collected);
}

/** Returns pseudo-random bytes with some newlines. */
export function sampleBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
