import { STREAMS } from '../../../../protocol/runner/frames.ts';
import { asBuffer } from '../index/bytes.ts';
import { drop, type OutputState, type PlacedRow, place } from '../index/operation-state.ts';
import type { LiveOperation } from '../writing/operation-cache.ts';
import type { OutputCounts } from './output-counts.ts';
import type { OutputLimit } from './output-limits.ts';

/** A row for the index, in the order of arrival. */
export interface ArrivingRow {
  readonly operation: LiveOperation;
  readonly row: PlacedRow;
}

export interface RowsWithinLimits {
  readonly rows: readonly ArrivingRow[];
  /** The states of the operations after these rows, including dropped bytes. */
  readonly states: ReadonlyMap<LiveOperation, OutputState>;
  /** Limits that these rows exceeded first, with an operation of the group. */
  readonly reached: ReadonlyMap<LiveOperation, OutputLimit>;
}

/**
 * Counts rows against the limits of their executions, and drops what is beyond them. `stateOf` returns an operation's
 * state before the rows.
 */
export async function rowsWithinLimits(
  arriving: readonly ArrivingRow[],
  counts: OutputCounts,
  stateOf: (operation: LiveOperation) => OutputState,
): Promise<RowsWithinLimits> {
  const rows: ArrivingRow[] = [];
  const states = new Map<LiveOperation, OutputState>();
  const reached = new Map<LiveOperation, OutputLimit>();
  for (const { operation, row } of arriving) {
    const before = states.get(operation) ?? stateOf(operation);
    const limit = counts.limitOf(operation.operationId);
    const payload = asBuffer(row.payload ?? new Uint8Array());
    // Bytes after dropped ones are dropped too.
    let within = before.kept < before.received ? 0 : payload.byteLength;
    if (limit !== undefined) {
      const count = await counts.countOf(operation.operationId, limit);
      const inLine = (before.streams[row.stream]?.tail ?? 0) > 0;
      const admitted = count.admit(payload, inLine);
      within = Math.min(within, admitted);
      if (count.isReached && !count.isReported) {
        count.isReported = true;
        reached.set(operation, limit);
      }
    }
    let state = before;
    if (within > 0) {
      const frame = {
        stream: STREAMS[row.stream] ?? 'stdout',
        time: row.time,
        payload: payload.subarray(0, within),
      };
      const placed = place(state, frame);
      rows.push({ operation, row: placed.row });
      state = placed.state;
    }
    states.set(operation, within < payload.byteLength ? drop(state, payload.subarray(within)) : state);
  }
  return { rows, states, reached };
}
