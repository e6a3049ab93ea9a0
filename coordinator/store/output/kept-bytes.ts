import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { asBuffer } from './bytes.ts';
import type { FrameIndex } from './frame-index.ts';
import type { FramePayloads } from './frame-payloads.ts';
import { type OperationKey, operationIdOf } from './operation-key.ts';

/** Ranges of an operation's bytes as they are kept. Ranges are short: all of one is in memory. */
export class KeptBytes {
  readonly #index: FrameIndex;
  readonly #payloads: FramePayloads;

  constructor(index: FrameIndex, payloads: FramePayloads) {
    this.#index = index;
    this.#payloads = payloads;
  }

  /**
   * Whether other bytes than these are stored from `offset` on, or, with a `stream`, bytes of another stream. What is
   * damaged cannot be compared and counts as equal.
   */
  async differs(key: OperationKey, offset: number, given: Uint8Array, stream?: number): Promise<boolean> {
    const bytes = asBuffer(given);
    const rows = [...this.#index.range(key, offset, offset + bytes.byteLength)];
    const contents = await this.#payloads.of(rows);
    return rows.some((row, index) => {
      const content = contents[index];
      if (stream !== undefined && row.stream !== stream) return true;
      if (content === undefined || content.isDamaged) return false;
      const stored = within(content.bytes, row.start, offset, offset + bytes.byteLength);
      const begin = Math.max(0, row.start - offset);
      return !stored.equals(bytes.subarray(begin, begin + stored.byteLength));
    });
  }

  /**
   * Bytes `from` to below `to` of one stream; fewer where fewer are there, and up to a damaged frame. Throws
   * `output-damaged` if the frame that holds `from` is damaged.
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

  /** What is intact of the end of a line: bytes `from` to below `to` of one stream, after the last damaged frame. */
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
   * Copies bytes of all streams, from offset `from` on, to the start of `target`. Returns how many there were, 0 at the
   * end. Throws `output-damaged` if the frame that holds `from` is damaged.
   */
  async copyOperation(key: OperationKey, from: number, target: Buffer): Promise<number> {
    const rows = [...this.#index.range(key, from, from + target.byteLength)];
    const { copied, damaged } = await this.#payloads.copy(rows, from, target);
    if (copied === 0 && damaged !== undefined)
      throw damagedOutput(key, damaged.start, damaged.start + damaged.length);
    return copied;
  }
}

/** `from` to below `to` within the operation or the stream that is read. */
function damagedOutput(key: OperationKey, from: number, to: number): OutrunnerError {
  return new OutrunnerError('output-damaged', { operation: operationIdOf(key), from, to });
}

function within(payload: Buffer, start: number, from: number, to: number): Buffer {
  return payload.subarray(Math.max(0, from - start), Math.max(0, to - start));
}
