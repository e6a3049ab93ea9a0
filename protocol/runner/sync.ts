import * as z from 'zod';
import { byteOffset, count, durationMilliseconds, positiveCount, WORD_LIMITS, word } from '../bounds.ts';
import { HostFacts } from '../entities/replica.ts';
import { OperationId, SessionId } from '../ids.ts';
import { RUNNER_LIMITS } from './headers.ts';
import { ShownPosition } from './position.ts';

/** Number of operations that a replica runs at once. A higher number than the limit counts as the limit. */
export const ReportedMaxRunning = positiveCount.overwrite((most) =>
  Math.min(most, RUNNER_LIMITS.runningOperations),
);

/**
 * An operation that the keeper holds. A prepared one has not started; an ended one waits until the coordinator accepts
 * its result.
 */
export const HeldOperation = z.object({
  operationId: OperationId,
  state: z.enum(['prepared', 'opening', 'running', 'ended']),
  /** Payload bytes spooled so far. */
  offset: byteOffset(),
});
export type HeldOperation = z.infer<typeof HeldOperation>;

/**
 * Orders the syncs of one runner process, so that the coordinator detects a sync that was delayed in transit and
 * overtaken by a later one.
 */
export const SyncTurn = z.object({
  /** Chosen at random when the process starts. */
  runner: word(WORD_LIMITS.code).min(1),
  /** Increases with each sync of the process, including repetitions. */
  number: count(),
});
export type SyncTurn = z.infer<typeof SyncTurn>;

/**
 * `POST sync`: sent after a start or a lost link. Opens a session; an older session of the same replica ends.
 *
 * `seen` is the latest position in any answer that the replica has received. If it is later than the coordinator's own
 * position and has a valid proof, the coordinator was restored from a backup.
 */
export const SyncRequest = z.object({
  host: HostFacts,
  maxRunning: ReportedMaxRunning,
  held: z.array(HeldOperation).max(RUNNER_LIMITS.heldOperations),
  seen: ShownPosition,
  /** `held` describes the moment of sending, so the coordinator must ignore a sync that a later one has overtaken. */
  turn: SyncTurn,
  /** How long the instance has run. A duration, because the replica's clock may differ from the coordinator's. */
  uptimeMilliseconds: durationMilliseconds(),
});
export type SyncRequest = z.infer<typeof SyncRequest>;

/** The action for one held operation. */
export const SyncDecision = z.discriminatedUnion('action', [
  /**
   * Continue: upload from `offset` (the number of bytes that the coordinator has) with a higher epoch than any previous
   * one. If the operation is only prepared, claim it (again): the answer to the claim decides.
   */
  z.object({ operationId: OperationId, action: z.literal('resume'), offset: z.int().nonnegative() }),
  /** Terminate the operation's process tree, then upload the remaining output and the result. */
  z.object({
    operationId: OperationId,
    action: z.literal('cancel'),
    offset: z.int().nonnegative(),
    graceSeconds: z.number().nonnegative(),
  }),
  /** The operation's end is durable: delete everything stored about the operation. */
  z.object({ operationId: OperationId, action: z.literal('forget') }),
  /**
   * The coordinator does not know the operation: keep its output, do not start it, send nothing about it, and terminate
   * its process tree.
   */
  z.object({ operationId: OperationId, action: z.literal('quarantine') }),
]);
export type SyncDecision = z.infer<typeof SyncDecision>;

export const SyncAnswer = z.object({
  sessionId: SessionId,
  runnerName: z.string(),
  decisions: z.array(SyncDecision),
  pollSeconds: z.number().positive(),
  spoolBytes: z.int().positive(),
  /** Maximum number of concurrent operations, for a replica that has no such setting. */
  maxRunning: z.int().positive(),
  limits: z.object({ outputRequestBytes: z.int().positive(), outputRequestsInFlight: z.int().positive() }),
});
export type SyncAnswer = z.infer<typeof SyncAnswer>;
