import * as z from 'zod';
import { EndStatus, Reason } from '../entities/execution.ts';
import { ExecutionId, OperationId, ReplicaId, RunnerId } from '../ids.ts';
import { STREAMS } from '../runner/frames.ts';

/** Events of one execution's stream. Times are epoch ms. */
export const ExecutionEvent = z.discriminatedUnion('type', [
  /**
   * The resume token cannot be used: the output shown so far may be out of date, and the stream starts again from the
   * beginning.
   */
  z.object({ type: z.literal('reset') }),
  /** First event of every connection. */
  z.object({ type: z.literal('ready') }),
  /** The execution waits for a runner. */
  z.object({ type: z.literal('waiting'), reason: Reason, time: z.number() }),
  z.object({
    type: z.literal('step-started'),
    operation: OperationId,
    stepctx: z.string(),
    label: z.string(),
    node: z.string(),
    runner: RunnerId,
    runnerName: z.string(),
    replica: ReplicaId,
    time: z.number(),
  }),
  z.object({
    type: z.literal('output'),
    operation: OperationId,
    stepctx: z.string(),
    stream: z.enum(STREAMS),
    /**
     * Offset of the first byte in the operation's output; its streams share one offset space. After the coordinator
     * loses power, it may send output again, at the same offsets: drop the bytes below the end of the operation's last
     * output event.
     */
    offset: z.int().nonnegative(),
    /** Base64 of the masked bytes. */
    bytes: z.string(),
    time: z.number(),
  }),
  z.object({
    type: z.literal('step-ended'),
    operation: OperationId,
    stepctx: z.string(),
    status: z.enum(['succeeded', 'failed', 'aborted', 'unknown']),
    exitCode: z.int().optional(),
    reason: Reason.optional(),
    time: z.number(),
  }),
  /** Further information about a step, for example that it was cancelled. */
  z.object({
    type: z.literal('note'),
    message: z.string(),
    /**
     * Set if the note replaces output that is damaged on the coordinator's disk. `offset` counts the operation's
     * output.
     */
    damaged: z
      .object({
        operation: OperationId,
        stream: z.enum(STREAMS),
        offset: z.number(),
        length: z.number(),
      })
      .optional(),
    time: z.number(),
  }),
  /** The last event of the stream. */
  z.object({
    type: z.literal('execution-ended'),
    execution: ExecutionId,
    status: EndStatus,
    customStatus: z.string().optional(),
    /** Exit code of the last step that ended with one. */
    exitCode: z.int().optional(),
    reason: Reason.optional(),
    time: z.number(),
  }),
]);
export type ExecutionEvent = z.infer<typeof ExecutionEvent>;
