import { z } from 'zod';

/** How an operation ended, as the replica (or, for the last ones, the coordinator) says. */
export const OperationEnd = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exited'), exitCode: z.int() }),
  z.object({ kind: z.literal('signalled'), signal: z.string() }),
  /** Ended by a cancel, its process tree gone. */
  z.object({ kind: z.literal('cancelled'), exitCode: z.int().optional(), signal: z.string().optional() }),
  /** The step never started, for example for want of a terminal, an interpreter or disk. */
  z.object({ kind: z.literal('failed-to-start'), problem: z.string() }),
  /** The keeper or its host died; output is a gapless prefix. */
  z.object({ kind: z.literal('keeper-lost'), problem: z.string() }),
  /** Nobody can say: the replica stayed away, or the coordinator was restored from a backup. */
  z.object({ kind: z.literal('unknown'), problem: z.string() }),
]);
export type OperationEnd = z.infer<typeof OperationEnd>;
