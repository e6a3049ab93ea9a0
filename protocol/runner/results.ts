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
 * The end of one operation, as the keeper determined it. The coordinator refuses the result until it has received all
 * output up to `offset`. Times are epoch ms of the replica's clock.
 */
export const OperationResult = z.object({
  operationId: OperationId,
  end: OperationEnd,
  /** Number of payload bytes of all streams of the operation, after masking. */
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

/** A result as a replica reports it. */
const ReportedResult = OperationResult.extend({
  /**
   * How long the result has waited to be reported, in ms of a monotonic clock. Includes the time of failed requests.
   */
  waited: durationMilliseconds(),
});
export type ReportedResult = z.infer<typeof ReportedResult>;

export const ResultsRequest = z.object({
  results: z.array(ReportedResult).min(1).max(RUNNER_LIMITS.listEntries),
  /**
   * Number of operations that the replica can run in addition, once those in the request have ended. A step that is
   * still terminating is not free capacity, even if the coordinator already knows its end.
   */
  room: count(),
});
export type ResultsRequest = z.infer<typeof ResultsRequest>;

export const ResultAnswer = z.discriminatedUnion('verdict', [
  /** The result is durable: the replica may forget the operation. */
  z.object({ operationId: OperationId, verdict: z.literal('accepted') }),
  /** The coordinator has the output only up to `received`; the rest is missing. */
  z.object({ operationId: OperationId, verdict: z.literal('incomplete'), received: byteOffset() }),
  /**
   * The operation was not granted to this instance, or has already ended: the replica deletes everything stored about
   * it.
   */
  z.object({ operationId: OperationId, verdict: z.literal('late') }),
]);
export type ResultAnswer = z.infer<typeof ResultAnswer>;

/**
 * `next` contains operations that are already granted to this instance; a claim of one returns the same grant. The
 * coordinator also sends a `granted` message for each of them, unless the operation's result arrives first.
 */
export const ResultsAnswer = z.object({
  results: z.array(ResultAnswer),
  next: z.array(ClaimAnswer),
});
export type ResultsAnswer = z.infer<typeof ResultsAnswer>;
