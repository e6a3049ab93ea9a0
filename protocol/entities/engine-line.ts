import { z } from 'zod';
import { ExecutionId, OperationId, ReplicaId, RunnerId } from '../ids.ts';
import { ExecutionStatus, Reason } from './execution.ts';

const Common = {
  executionId: ExecutionId,
  /** Increases within the execution, with gaps; never repeated: a cursor. */
  number: z.int().positive(),
  /** Epoch ms. */
  time: z.number(),
  /** The line as a person reads it. */
  message: z.string(),
};

const Step = { stepctx: z.string(), node: z.string(), operationId: OperationId };

/** A line that the engine itself writes to the log of an execution. */
export const EngineLine = z.discriminatedUnion('kind', [
  /** Why a step waits for a replica. */
  z.object({ ...Common, ...Step, kind: z.literal('waiting'), reason: Reason }),
  /** A replica took the step. */
  z.object({
    ...Common,
    ...Step,
    kind: z.literal('step-started'),
    label: z.string(),
    runnerId: RunnerId,
    runnerName: z.string(),
    replicaId: ReplicaId,
  }),
  z.object({
    ...Common,
    ...Step,
    kind: z.literal('step-ended'),
    status: z.enum(['succeeded', 'failed', 'aborted', 'unknown']),
    exitCode: z.int().optional(),
    reason: Reason.optional(),
  }),
  /** Anything else worth telling: somebody asked to stop. With the step and the node that it is about, if it is. */
  z.object({
    ...Common,
    kind: z.literal('note'),
    stepctx: z.string().optional(),
    node: z.string().optional(),
    /** The operation that the replica gave back as not started. The step is dispatched again as another operation. */
    operationId: OperationId.optional(),
  }),
  /** The last line. */
  z.object({
    ...Common,
    kind: z.literal('ended'),
    status: ExecutionStatus,
    customStatus: z.string().optional(),
    /** Exit code of the last step that ended with one. */
    exitCode: z.int().optional(),
    reason: Reason.optional(),
  }),
]);
export type EngineLine = z.infer<typeof EngineLine>;
