import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import type { FrameIndex } from '../index/frame-index.ts';
import { type OperationKey, operationIdOf } from '../index/operation-key.ts';
import type { FramePayloads } from './frame-payloads.ts';

/** Reads stored bytes of an operation. A range must fit in memory. */
export class KeptBytes {
  readonly #index: FrameIndex;
  readonly #payloads: FramePayloads;

  constructor(index: FrameIndex, payloads: FramePayloads) {
    this.#index = index;
    this.#payloads = payloads;
  }

  /**
   * Returns the bytes `from` (inclusive) to `to` (exclusive) of one stream; fewer if fewer are stored or a frame is
   * damaged. Throws `output-damaged` if the frame that contains `from` is damaged.
   */
  async ofStream(key: OperationKey, stream: number, from: number, to: number): Promise<Buffer> {
    const rows = [...this.#index.streamRange(key, stream, from, to)];
    const contents = await this.#payloads.of(rows);
    const broken = contents.findIndex(({ isDamaged }) => isDamaged);
    const first = rows[broken];
    if (broken === 0 && first !== undefined)
      throw damagedOutput(key, first.streamStart, first.streamStart + first.length);
    return Buffer.concat(
      contents
        .slice(0, broken < 0 ? undefined : broken)
        .map(({ bytes }, index) => within(bytes, rows[index]?.streamStart ?? 0, from, to)),
    );
  }

  /**
   * Returns the intact end of a line: the bytes from `from` (inclusive) to `to` (exclusive) of one stream that follow
   * the last damaged frame.
   */
  async intactEnd(key: OperationKey, stream: number, from: number, to: number): Promise<Buffer> {
    const rows = [...this.#index.streamRange(key, stream, from, to)];
    const contents = await this.#payloads.of(rows);
    const intactFrom = contents.findLastIndex(({ isDamaged }) => isDamaged) + 1;
    return Buffer.concat(
      contents
        .slice(intactFrom)
        .map(({ bytes }, index) => within(bytes, rows[intactFrom + index]?.streamStart ?? 0, from, to)),
    );
  }

  /**
   * Copies bytes of all streams from offset `from` on to the start of `target`. Returns the number of copied bytes, 0
   * at the end. Throws `output-damaged` if the frame that contains `from` is damaged.
   */
  async copyOperation(key: OperationKey, from: number, target: Buffer): Promise<number> {
    const rows = [...this.#index.range(key, from, from + target.byteLength)];
    const { copied, damaged } = await this.#payloads.copy(rows, from, target);
    if (copied === 0 && damaged !== undefined)
      throw damagedOutput(key, damaged.start, damaged.start + damaged.length);
    return copied;
  }
}

/** Returns the error for damaged bytes `from` (inclusive) to `to` (exclusive) of the operation or stream. */
function damagedOutput(key: OperationKey, from: number, to: number): OutrunnerError {
  return new OutrunnerError('output-damaged', { operation: operationIdOf(key), from, to });
}

function within(payload: Buffer, start: number, from: number, to: number): Buffer {
  return payload.subarray(Math.max(0, from - start), Math.max(0, to - start));
}
