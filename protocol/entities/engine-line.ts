import { z } from 'zod';
import { ExecutionId, OperationId, ReplicaId } from '../ids.ts';
import { ExecutionStatus } from './execution.ts';

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

/** What the engine itself has to say in an execution's log. */
export const EngineLine = z.discriminatedUnion('kind', [
  /** Why a step waits for a replica. */
  z.object({ ...Common, ...Step, kind: z.literal('waiting') }),
  /** A replica took the step. */
  z.object({
    ...Common,
    ...Step,
    kind: z.literal('step-started'),
    label: z.string(),
    runnerName: z.string(),
    replicaId: ReplicaId,
  }),
  z.object({
    ...Common,
    ...Step,
    kind: z.literal('step-ended'),
    ok: z.boolean(),
    exitCode: z.int().optional(),
  }),
  /** Anything else worth telling: an abort was asked for, a late end came. */
  z.object({ ...Common, kind: z.literal('note') }),
  /** The last line. */
  z.object({ ...Common, kind: z.literal('ended'), status: ExecutionStatus }),
]);
export type EngineLine = z.infer<typeof EngineLine>;
