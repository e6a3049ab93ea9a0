import { crc32 } from 'node:zlib';
import { STREAMS, type Stream } from '../../../../protocol/runner/frames.ts';
import { LF } from './bytes.ts';
import { extendedCrc, frameCheck } from './frame-check.ts';
import type { FrameRow } from './frame-row.ts';

/**
 * Default limit, in bytes, for the frames of an operation that are stored in the database. The first frame that would
 * exceed the limit and all later frames are stored in the operation's file.
 */
export const INLINE_BYTES = 64 * 1024;

/**
 * The phases of an operation's output, in order. `ended`: no more output is expected, but late frames are stored.
 * `finished`: the output is complete and verified.
 */
export const OUTPUT_PHASES = ['open', 'ended', 'finished'] as const;
export type OutputPhase = (typeof OUTPUT_PHASES)[number];

export interface StreamState {
  /** Length of the stream in bytes. */
  readonly length: number;
  /** Number of bytes after the last LF. */
  readonly tail: number;
}

/** The state of an operation's output, on which the next frame depends. Immutable: each frame replaces the state. */
export interface OutputState {
  readonly received: number;
  /** Number of received bytes that are stored: all, or those before a limit was reached. */
  readonly kept: number;
  /** CRC-32 of all received bytes. */
  readonly digest: number;
  /** Number of bytes that are stored in the operation's file. */
  readonly fileBytes: number;
  /** State of the stored part of each stream, by index in `STREAMS`. */
  readonly streams: readonly StreamState[];
  readonly phase: OutputPhase;
}

export const INITIAL_STATE: OutputState = {
  received: 0,
  kept: 0,
  digest: 0,
  fileBytes: 0,
  streams: STREAMS.map(() => ({ length: 0, tail: 0 })),
  phase: 'open',
};

/** A frame for the index. The writer assigns its arrival number. */
export type PlacedRow = Omit<FrameRow, 'arrival' | 'execution' | 'operation'>;

/**
 * Returns the row for bytes that begin at `state.received`, and the state after these bytes. `inlineBytes`: see {@link
 * INLINE_BYTES}.
 */
export function place(
  state: OutputState,
  name: Stream,
  time: number,
  payload: Buffer,
  inlineBytes: number,
): { readonly row: PlacedRow; readonly state: OutputState } {
  const length = payload.byteLength;
  const index = STREAMS.indexOf(name);
  const stream = state.streams[index] ?? { length: 0, tail: 0 };
  const lastBreak = payload.lastIndexOf(LF);
  const tail = lastBreak < 0 ? stream.tail + length : length - lastBreak - 1;
  const inline = state.fileBytes === 0 && state.received + length <= inlineBytes;
  const own = crc32(payload);
  const digest = extendedCrc(state.digest, payload, own);
  const fields = {
    stream: index,
    start: state.received,
    length,
    streamStart: stream.length,
    tail,
    time,
  };
  const row: PlacedRow = {
    ...fields,
    digest,
    crc: frameCheck(fields, own),
    position: inline ? null : state.fileBytes,
    payload,
  };
  const next: OutputState = {
    received: state.received + length,
    kept: state.kept + length,
    digest,
    fileBytes: inline ? state.fileBytes : state.fileBytes + length,
    streams: state.streams.with(index, { length: stream.length + length, tail }),
    phase: state.phase,
  };
  return { row, state: next };
}

/** Counts bytes that begin at `state.received` as received without storing them. */
export function drop(state: OutputState, bytes: Uint8Array): OutputState {
  return {
    ...state,
    received: state.received + bytes.byteLength,
    digest: crc32(bytes, state.digest),
  };
}

/** Moves the output to `phase`, and returns an end marker for each stream whose last line is unfinished. */
export function close(
  state: OutputState,
  phase: OutputPhase,
  time: number,
): { readonly rows: readonly PlacedRow[]; readonly state: OutputState } {
  const rows = state.streams.flatMap((stream, index) =>
    stream.tail === 0 ? [] : [endMark(state, stream, index, time)],
  );
  const streams = state.streams.map(({ length }) => ({ length, tail: 0 }));
  return { rows, state: { ...state, streams, phase } };
}

function endMark(state: OutputState, stream: StreamState, index: number, time: number): PlacedRow {
  const fields = { stream: index, start: state.kept, length: 0, streamStart: stream.length, tail: 0, time };
  return { ...fields, digest: state.digest, crc: frameCheck(fields, 0), position: null, payload: null };
}
