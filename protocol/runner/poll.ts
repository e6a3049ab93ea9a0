import * as z from 'zod';
import { count, positiveSeconds, WORD_LIMITS, word } from '../bounds.ts';
import { Inability } from '../entities/inability.ts';
import { OperationId, ReplicaId } from '../ids.ts';
import { Discover } from './discover.ts';
import { ReportedMaxRunning } from './sync.ts';

/**
 * An offer of an operation. Only a grant permits the replica to start the step. The offer contains what the replica
 * needs to prepare (a gate, a terminal); the grant contains what the step executes.
 */
export const Assign = z.object({
  type: z.literal('assign'),
  operationId: OperationId,
  pty: z.boolean(),
  /** Whether the step has secure values or runs on a node. The replica then prepares it only after the grant. */
  secure: z.boolean(),
});
export type Assign = z.infer<typeof Assign>;

/**
 * The coordinator granted an operation without a claim, and the answer with the grant may be lost. A replica that does
 * not hold the operation claims it, even while the replica drains.
 */
export const Granted = z.object({ type: z.literal('granted'), operationId: OperationId });
export type Granted = z.infer<typeof Granted>;

/** Messages to a replica, numbered within its session. Unacknowledged messages are sent again. */
export const RunnerMessage = z.discriminatedUnion('type', [
  Assign,
  Granted,
  /**
   * Cancels an operation: the replica sends SIGTERM to its process tree, and SIGKILL after the grace period. A replica
   * that has not claimed the operation must never claim it.
   */
  z.object({ type: z.literal('cancel'), operationId: OperationId, graceSeconds: z.number().nonnegative() }),
  z.object({ type: z.literal('input'), operationId: OperationId, bytes: z.base64() }),
  z.object({
    type: z.literal('resize'),
    operationId: OperationId,
    columns: z.int().positive(),
    rows: z.int().positive(),
  }),
  /** The replica answers with a `pong` in its next poll, which it sends at once. */
  z.object({ type: z.literal('ping'), pingId: z.string() }),
  /** The replica accepts no more operations, finishes those that it holds, and exits. */
  z.object({ type: z.literal('drain') }),
  Discover,
]);
export type RunnerMessage = z.infer<typeof RunnerMessage>;

export const NumberedMessage = z.object({ number: z.int().positive(), message: RunnerMessage });
export type NumberedMessage = z.infer<typeof NumberedMessage>;

/**
 * `POST poll`: the coordinator holds it open until there is a message. A newer poll of the session ends the older one.
 */
export const PollRequest = z.object({
  /** Number of the last message that the replica acted on; 0 if there is none. */
  acknowledged: count(),
  /** Number of granted operations that have not ended. */
  running: count(),
  maxRunning: ReportedMaxRunning,
  draining: z.boolean(),
  /** Whether this is the last poll, because the replica exits. The coordinator answers at once. */
  goodbye: z.boolean(),
  pongs: z.array(word(WORD_LIMITS.code)).max(64),
  /** Why the host cannot start steps now. The coordinator offers the replica no operations until a poll omits this. */
  unable: Inability.optional(),
  /**
   * Maximum seconds to hold the poll open, for a proxy that closes idle connections. Absent: the coordinator decides.
   */
  longestSeconds: positiveSeconds().optional(),
});
export type PollRequest = z.infer<typeof PollRequest>;

export const PollAnswer = z.object({ messages: z.array(NumberedMessage) });
export type PollAnswer = z.infer<typeof PollAnswer>;

/** The runner and replica that executed a step, shown with its output. */
export const ExecutedBy = z.object({ runnerName: z.string(), replicaId: ReplicaId });
export type ExecutedBy = z.infer<typeof ExecutedBy>;
