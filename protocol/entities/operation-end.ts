import * as z from 'zod';
import { exitCode, WORD_LIMITS, word } from '../bounds.ts';
import { Inability } from './inability.ts';

/** The name of a signal, or the code of a reason. */
const code = word(WORD_LIMITS.code);
const problem = word(WORD_LIMITS.problem);

/**
 * How an operation ended. The replica reports the end; if it cannot, the coordinator sets one of the last two kinds.
 */
export const OperationEnd = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exited'), exitCode: exitCode() }),
  z.object({ kind: z.literal('signalled'), signal: code }),
  /** A cancel ended the operation and its process tree. `problem` is set if a node did not confirm this. */
  z.object({
    kind: z.literal('cancelled'),
    exitCode: exitCode().optional(),
    signal: code.optional(),
    problem: problem.optional(),
  }),
  /** The command could not be executed, or not completely. `reason` is one of Rundeck's codes. */
  z.object({ kind: z.literal('failed'), reason: code, problem }),
  /** The step never started, for a reason that concerns only this step, for example a missing interpreter. */
  z.object({ kind: z.literal('failed-to-start'), problem }),
  /**
   * The replica's host could not start the step, and will not start it for this operation. The coordinator dispatches
   * the step again as another operation.
   */
  z.object({ kind: z.literal('not-started'), code: Inability.shape.code, problem }),
  /** The keeper or its host died. The stored output is a prefix without gaps. */
  z.object({ kind: z.literal('keeper-lost'), problem }),
  /** The outcome is unknown: the replica stayed offline, or the coordinator was restored from a backup. */
  z.object({ kind: z.literal('unknown'), problem }),
]);
export type OperationEnd = z.infer<typeof OperationEnd>;
