import { z } from 'zod';

/** How an operation ended, as the replica (or, for the last ones, the coordinator) says. */
export const OperationEnd = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exited'), exitCode: z.int() }),
  z.object({ kind: z.literal('signalled'), signal: z.string() }),
  /** Ended by a cancel, its process tree gone; with a problem: a node has not confirmed that. */
  z.object({
    kind: z.literal('cancelled'),
    exitCode: z.int().optional(),
    signal: z.string().optional(),
    problem: z.string().optional(),
  }),
  /** It could not be executed, or not to its end: `reason` is one of the reference system's codes. */
  z.object({ kind: z.literal('failed'), reason: z.string(), problem: z.string() }),
  /** The step never started, for example for want of a terminal, an interpreter or disk. */
  z.object({ kind: z.literal('failed-to-start'), problem: z.string() }),
  /** The keeper or its host died; output is a gapless prefix. */
  z.object({ kind: z.literal('keeper-lost'), problem: z.string() }),
  /** Nobody can say: the replica stayed away, or the coordinator was restored from a backup. */
  z.object({ kind: z.literal('unknown'), problem: z.string() }),
]);
export type OperationEnd = z.infer<typeof OperationEnd>;
