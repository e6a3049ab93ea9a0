import * as z from 'zod';
import {
  boundedRecord,
  byteOffset,
  count,
  durationMilliseconds,
  epochMilliseconds,
  word,
} from '../bounds.ts';
import { OperationEnd } from '../entities/operation-end.ts';
import { OperationId } from '../ids.ts';
import { CAPTURE_LIMITS, capturedBytes } from './captured-data.ts';
import { ClaimAnswer } from './claims.ts';
import { RUNNER_LIMITS } from './headers.ts';

/** Data that log filters captured from the output of one operation. */
const ReportedData = boundedRecord(
  word(CAPTURE_LIMITS.keyBytes),
  word(CAPTURE_LIMITS.bytes),
  CAPTURE_LIMITS.keys,
).refine(
  (data) => capturedBytes(data) <= CAPTURE_LIMITS.bytes,
  `at most ${CAPTURE_LIMITS.bytes} bytes of captured data`,
);

/**
 * The end of one operation. The keeper determines it. The coordinator refuses it until it has received all
 * output up to `offset`. Times are epoch ms of the replica's clock.
 */
export const OperationResult = z.object({
  operationId: OperationId,
  end: OperationEnd,
  /** Payload bytes of its output after masking, of all streams. */
  offset: byteOffset(),
  /** CRC-32 (ISO-HDLC, as `zlib.crc32`) over all payload bytes. */
  digest: count(2 ** 32 - 1),
  /** Absent if the step never started. */
  startedAt: epochMilliseconds().optional(),
  endedAt: epochMilliseconds(),
  /** Data that log filters captured from the output, after masking. */
  data: ReportedData.optional(),
});
export type OperationResult = z.infer<typeof OperationResult>;

/** A result as reported. */
const ReportedResult = OperationResult.extend({
  /**
   * Time that the result has waited to be reported, in ms of a monotonic clock. Includes the time of failed requests.
   */
  waited: durationMilliseconds(),
});
export type ReportedResult = z.infer<typeof ReportedResult>;

export const ResultsRequest = z.object({
  results: z.array(ReportedResult).min(1).max(RUNNER_LIMITS.listEntries),
  /**
   * How many more operations the replica has room for once these have ended. A step that is still being ended takes
   * room, even if the coordinator already knows its end.
   */
  room: count(),
});
export type ResultsRequest = z.infer<typeof ResultsRequest>;

export const ResultAnswer = z.discriminatedUnion('verdict', [
  /** Durable: the replica may forget the operation. */
  z.object({ operationId: OperationId, verdict: z.literal('accepted') }),
  /** Output is missing from this offset on. */
  z.object({ operationId: OperationId, verdict: z.literal('incomplete'), received: byteOffset() }),
  /** The operation is not this instance's, or already has a terminal event: keep nothing, forget it. */
  z.object({ operationId: OperationId, verdict: z.literal('late') }),
]);
export type ResultAnswer = z.infer<typeof ResultAnswer>;

/**
 * `next`: further operations, already granted to this instance; claiming them again yields the same. A `granted` message
 * of each comes later, unless its result did.
 */
export const ResultsAnswer = z.object({
  results: z.array(ResultAnswer),
  next: z.array(ClaimAnswer),
});
export type ResultsAnswer = z.infer<typeof ResultsAnswer>;
