import { z } from 'zod';
import { OperationEnd } from '../entities/operation-end.ts';
import { OperationId } from '../ids.ts';
import { ClaimAnswer } from './claims.ts';
import { RUNNER_LIMITS } from './headers.ts';

/** The end of one operation. Refused until all output up to `offset` is there. Times are epoch ms of the replica's clock. */
export const OperationResult = z.object({
  operationId: OperationId,
  end: OperationEnd,
  offset: z.int().nonnegative(),
  /** CRC-32 (ISO-HDLC, as `zlib.crc32`) over all payload bytes. */
  digest: z.int().nonnegative(),
  startedAt: z.number().optional(),
  endedAt: z.number(),
  /** For how long it has waited to be told, ms of a clock that only goes forward: what a request that failed took, too. */
  waited: z.number().nonnegative().optional(),
  /** What log filters captured from its output, after masking. */
  data: z.record(z.string(), z.string()).optional(),
});
export type OperationResult = z.infer<typeof OperationResult>;

export const ResultsRequest = z.object({
  results: z.array(OperationResult).min(1).max(RUNNER_LIMITS.listEntries),
  /**
   * How many more operations find a place on its host once these have ended; a step that is still being ended there takes
   * one, though its end is known here. Absent: as many as the coordinator counts.
   */
  room: z.int().nonnegative().optional(),
});
export type ResultsRequest = z.infer<typeof ResultsRequest>;

export const ResultAnswer = z.discriminatedUnion('verdict', [
  /** Durable: the replica may forget the operation. */
  z.object({ operationId: OperationId, verdict: z.literal('accepted') }),
  /** Output is missing from this offset on. */
  z.object({ operationId: OperationId, verdict: z.literal('incomplete'), received: z.int().nonnegative() }),
  /** Not this instance's operation, or a first terminal event was there before: keep nothing, forget it. */
  z.object({ operationId: OperationId, verdict: z.literal('late') }),
]);
export type ResultAnswer = z.infer<typeof ResultAnswer>;

/**
 * Among a replica's abilities: it takes {@link ResultsAnswer}`.next`, and heeds {@link Granted}. What is granted to one that
 * does not was claimed by it.
 */
export const NEXT_ABILITY = 'next';

/**
 * `next`: further operations, already granted to this instance; claiming them again yields the same. A `granted` message
 * of each comes later, unless its result did.
 */
export const ResultsAnswer = z.object({
  results: z.array(ResultAnswer),
  next: z.array(ClaimAnswer).default([]),
});
export type ResultsAnswer = z.infer<typeof ResultsAnswer>;
