import * as z from 'zod';
import { count, positiveSeconds, WORD_LIMITS, word } from '../bounds.ts';
import { Inability } from '../entities/inability.ts';
import { OperationId, ReplicaId } from '../ids.ts';
import { Discover } from './discover.ts';
import { ReportedMaxRunning } from './sync.ts';

/**
 * An offer of an operation. It permits nothing: a claim does. The offer contains what the replica needs to prepare (a
 * gate, a terminal); the action of the step is sent with the grant.
 */
export const Assign = z.object({
  type: z.literal('assign'),
  operationId: OperationId,
  pty: z.boolean(),
  /** The step has secure values, or runs on a node: prepare it only after its grant. */
  secure: z.boolean(),
});
export type Assign = z.infer<typeof Assign>;

/**
 * An operation was granted to the replica without its claim, and the answer with the grant may be lost. A replica that
 * does not hold the operation claims it, even while it drains.
 */
export const Granted = z.object({ type: z.literal('granted'), operationId: OperationId });
export type Granted = z.infer<typeof Granted>;

/** Messages to a replica, numbered within its session. Unacknowledged messages are sent again. */
export const RunnerMessage = z.discriminatedUnion('type', [
  Assign,
  Granted,
  /**
   * Cancels an operation: SIGTERM to its process tree, SIGKILL after the grace. A replica that has not
   * claimed the operation must never claim it.
   */
  z.object({ type: z.literal('cancel'), operationId: OperationId, graceSeconds: z.number().nonnegative() }),
  z.object({ type: z.literal('input'), operationId: OperationId, bytes: z.base64() }),
  z.object({
    type: z.literal('resize'),
    operationId: OperationId,
    columns: z.int().positive(),
    rows: z.int().positive(),
  }),
  /** Answer with `pong` in the next poll, which is due at once. */
  z.object({ type: z.literal('ping'), pingId: z.string() }),
  /** Take no more operations, finish those held, then end. */
  z.object({ type: z.literal('drain') }),
  Discover,
]);
export type RunnerMessage = z.infer<typeof RunnerMessage>;

export const NumberedMessage = z.object({ number: z.int().positive(), message: RunnerMessage });
export type NumberedMessage = z.infer<typeof NumberedMessage>;

/** `POST poll`: held open until there is a message. A newer poll of the session ends the older. */
export const PollRequest = z.object({
  /** Number of the last message acted on; 0 at first. */
  acknowledged: count(),
  /** Number of granted operations that have not ended. */
  running: count(),
  maxRunning: ReportedMaxRunning,
  draining: z.boolean(),
  /** Whether this is the last poll, because the replica exits. The coordinator answers at once. */
  goodbye: z.boolean(),
  pongs: z.array(word(WORD_LIMITS.code)).max(64),
  /** Why the host cannot start steps now. The replica is offered no operations until it sends a poll without this. */
  unable: Inability.optional(),
  /** Limit for holding the poll open, because a proxy closes idle connections. Absent: the coordinator decides. */
  longestSeconds: positiveSeconds().optional(),
});
export type PollRequest = z.infer<typeof PollRequest>;

export const PollAnswer = z.object({ messages: z.array(NumberedMessage) });
export type PollAnswer = z.infer<typeof PollAnswer>;

/** The runner and replica that executed a step, shown with its output. */
export const ExecutedBy = z.object({ runnerName: z.string(), replicaId: ReplicaId });
export type ExecutedBy = z.infer<typeof ExecutedBy>;
