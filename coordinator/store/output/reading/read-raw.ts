import type { ExecutionId } from '../../../../protocol/ids.ts';
import { STREAMS } from '../../../../protocol/runner/frames.ts';
import type { FrameIndex } from '../index/frame-index.ts';
import { operationKey } from '../index/operation-key.ts';
import type { RawQuery, RawSelection } from '../output.ts';
import type { FramePages } from './frame-pages.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { READ_BUFFER_BYTES, READ_BUFFERS } from './read-buffers.ts';
import { ReceivedWatch } from './received-watch.ts';

/** Maximum number of frames that one query skips. */
const SKIPPED_AT_ONCE = 4096;

export interface RawSource {
  readonly index: FrameIndex;
  readonly pages: FramePages;
  readonly bytes: KeptBytes;
  onReceived(executionId: ExecutionId, listener: () => void): () => void;
}

/**
 * Returns the next bytes of a selection, starting where the previous call ended; empty if no more bytes are stored yet.
 */
type NextBytes = (most: number) => Promise<Buffer>;

/**
 * Yields the bytes `start` (inclusive) to `end` (exclusive) of a selection, in pieces. With `followUntil`, includes
 * output that arrives meanwhile.
 */
export async function* readRaw(
  source: RawSource,
  executionId: ExecutionId,
  query: RawQuery,
): AsyncGenerator<Uint8Array> {
  const { start = 0, end = Number.POSITIVE_INFINITY, followUntil, signal } = query;
  const watch = new ReceivedWatch(
    (listener) => source.onReceived(executionId, listener),
    [followUntil, signal],
  );
  const memory = memoryFor(source.index, executionId, query);
  const next = cursorOf(source, executionId, query, { start, memory });
  let left = end - start;
  try {
    while (left > 0 && signal?.aborted !== true) {
      // Checked before the read, so that the last read includes everything that arrived before the abort.
      const last = followUntil === undefined || followUntil.aborted;
      const piece = await next(Math.min(left, READ_BUFFER_BYTES));
      left -= piece.byteLength;
      if (piece.byteLength > 0) yield piece;
      else if (last) return;
      else await watch.next();
    }
  } finally {
    watch.close();
    READ_BUFFERS.give(memory);
  }
}

/**
 * Returns memory for reading an operation, no larger than its output requires. Empty for other selections, which need
 * none.
 */
function memoryFor(index: FrameIndex, executionId: ExecutionId, query: RawQuery): Buffer {
  if (query.operationId === undefined || query.stream !== undefined) return READ_BUFFERS.take(0);
  const size = query.followUntil === undefined ? rawSize(index, executionId, query) : READ_BUFFER_BYTES;
  return READ_BUFFERS.take(Math.min(size, READ_BUFFER_BYTES));
}

function cursorOf(
  source: RawSource,
  executionId: ExecutionId,
  { operationId, stream }: RawSelection,
  { start, memory }: { readonly start: number; readonly memory: Buffer },
): NextBytes {
  if (operationId === undefined) return executionCursor(source, executionId, stream, start);
  const key = operationKey(operationId);
  let position = start;
  if (stream === undefined) {
    return async (most) => {
      const copied = await source.bytes.copyOperation(key, position, memory.subarray(0, most));
      position += copied;
      return memory.subarray(0, copied);
    };
  }
  return async (most) => {
    const bytes = await source.bytes.ofStream(key, STREAMS.indexOf(stream), position, position + most);
    position += bytes.byteLength;
    return bytes;
  };
}

/** Reads the bytes of all operations of an execution in the order of arrival. */
function executionCursor(
  { index, pages }: RawSource,
  executionId: ExecutionId,
  stream: RawSelection['stream'],
  start: number,
): NextBytes {
  const wanted = stream === undefined ? undefined : STREAMS.indexOf(stream);
  const fits = (row: { readonly stream: number }) => wanted === undefined || row.stream === wanted;
  let after = 0;
  let skip = start;
  let rest = Buffer.alloc(0);
  return async (most) => {
    while (skip > 0) {
      const rows = index.sizesAfter(executionId, after, SKIPPED_AT_ONCE);
      if (rows.length === 0) return rest;
      for (const row of rows) {
        const length = fits(row) ? row.length : 0;
        if (length > skip) break;
        skip -= length;
        after = row.arrival;
      }
      if (rows.some(({ arrival }) => arrival > after)) break;
    }
    while (rest.byteLength === 0) {
      const frames = await pages.after(executionId, after, { bytes: READ_BUFFER_BYTES });
      const last = frames.at(-1);
      if (last === undefined) break;
      after = last.row.arrival;
      rest = Buffer.concat(frames.filter(({ row }) => fits(row)).map(({ payload }) => payload)).subarray(
        skip,
      );
      skip = 0;
    }
    const bytes = rest.subarray(0, most);
    rest = rest.subarray(bytes.byteLength);
    return bytes;
  };
}

/** Returns the number of stored bytes of a selection. */
export function rawSize(index: FrameIndex, executionId: ExecutionId, selection: RawSelection): number {
  const { operationId, stream } = selection;
  if (operationId === undefined)
    return stream === undefined
      ? index.size(executionId)
      : index.streamSize(executionId, STREAMS.indexOf(stream));
  const key = operationKey(operationId);
  if (stream === undefined) {
    const last = index.last(key);
    return last === undefined ? 0 : last.start + last.length;
  }
  const last = index.lastOfStream(key, STREAMS.indexOf(stream));
  return last === undefined ? 0 : last.streamStart + last.length;
}
