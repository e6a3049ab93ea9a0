import type { KeptSegment } from './append-task.ts';
import type { FrameIndex } from './frame-index.ts';
import type { FramePayloads } from './frame-payloads.ts';
import type { OperationKey } from './operation-key.ts';

/** Ranges of an operation's bytes as they are kept. Ranges are short: all of one is in memory. */
export class KeptBytes {
  readonly #index: FrameIndex;
  readonly #payloads: FramePayloads;

  constructor(index: FrameIndex, payloads: FramePayloads) {
    this.#index = index;
    this.#payloads = payloads;
  }

  /** Bytes `from` to below `to` of all streams, piece by piece; fewer where fewer are there. */
  async segments(key: OperationKey, from: number, to: number): Promise<readonly KeptSegment[]> {
    const rows = [...this.#index.range(key, from, to)];
    const payloads = await this.#payloads.of(rows);
    return rows.map(({ stream, start }, index) => ({
      stream,
      payload: within(payloads[index], start, from, to),
    }));
  }

  /** Bytes `from` to below `to` of one stream; fewer where fewer are there. */
  async ofStream(key: OperationKey, stream: number, from: number, to: number): Promise<Buffer> {
    const rows = [...this.#index.streamRange(key, stream, from, to)];
    const payloads = await this.#payloads.of(rows);
    return Buffer.concat(
      rows.map(({ streamStart }, index) => within(payloads[index], streamStart, from, to)),
    );
  }

  /** Copies bytes of all streams, from offset `from` on, to the start of `target`. Returns how many there were. */
  async copyOperation(key: OperationKey, from: number, target: Buffer): Promise<number> {
    return await this.#payloads.copy(
      [...this.#index.range(key, from, from + target.byteLength)],
      from,
      target,
    );
  }

  async ofOperation(key: OperationKey, from: number, to: number): Promise<Buffer> {
    return Buffer.concat((await this.segments(key, from, to)).map(({ payload }) => payload));
  }
}

function within(payload: Buffer | undefined, start: number, from: number, to: number): Buffer {
  return payload === undefined
    ? Buffer.alloc(0)
    : payload.subarray(Math.max(0, from - start), Math.max(0, to - start));
}
