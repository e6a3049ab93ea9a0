import type { ExecutionId } from '../../../../protocol/ids.ts';
import type { FrameIndex } from '../index/frame-index.ts';
import type { FrameRow } from '../index/frame-row.ts';
import type { OperationKey } from '../index/operation-key.ts';
import type { FramePayloads } from './frame-payloads.ts';

/** Default maximum number of frames per page. */
const MOST_FRAMES = 4096;

/** Approximate limits of a page. A page contains at least one frame, if there is one. */
export interface PageLimits {
  readonly bytes: number;
  readonly frames?: number;
  /** Returns a buffer, which is used for payloads from files that fit into it. Called at most once. */
  readonly memory?: (() => Buffer) | undefined;
}

const NO_CONTENT = { bytes: Buffer.alloc(0), isDamaged: false };

export interface PagedFrame {
  readonly row: FrameRow;
  /** Zeros if the frame is damaged. */
  readonly payload: Buffer;
  readonly isDamaged: boolean;
}

/** Reads frames with their bytes, page by page. */
export class FramePages {
  readonly #index: FrameIndex;
  readonly #payloads: FramePayloads;

  constructor(index: FrameIndex, payloads: FramePayloads) {
    this.#index = index;
    this.#payloads = payloads;
  }

  /** Returns frames with an arrival number above `arrival`, including end markers. Empty at the end. */
  after(executionId: ExecutionId, arrival: number, limits: PageLimits): Promise<readonly PagedFrame[]> {
    return this.#page(this.#index.after(executionId, arrival), limits);
  }

  /** Returns frames that end a line and have an arrival number below `arrival`, latest first. */
  breaksBefore(
    executionId: ExecutionId,
    arrival: number,
    limits: PageLimits,
  ): Promise<readonly PagedFrame[]> {
    return this.#page(this.#index.breaksBefore(executionId, arrival), limits);
  }

  /** Returns all frames that contain bytes of an operation from `from` (inclusive) to `to` (exclusive), in order. */
  range(key: OperationKey, from: number, to: number): Promise<readonly PagedFrame[]> {
    return this.#page(this.#index.range(key, from, to), { bytes: Infinity, frames: Infinity });
  }

  async #page(found: Iterable<FrameRow>, limits: PageLimits): Promise<readonly PagedFrame[]> {
    const rows: FrameRow[] = [];
    let size = 0;
    for (const row of found) {
      rows.push(row);
      size += row.length;
      if (size >= limits.bytes || rows.length >= (limits.frames ?? MOST_FRAMES)) break;
    }
    const contents = await this.#payloads.of(rows, limits.memory);
    return rows.map((row, index) => {
      const { bytes, isDamaged } = contents[index] ?? NO_CONTENT;
      return { row, payload: bytes, isDamaged };
    });
  }
}
