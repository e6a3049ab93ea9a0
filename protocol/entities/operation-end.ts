import { z } from 'zod';
import { Inability } from './inability.ts';

/** Schemas of the fields of {@link OperationEnd}: the runner protocol bounds them more tightly than the store. */
export interface OperationEndFields<ExitCode extends z.ZodNumber> {
  readonly exitCode: ExitCode;
  /** The name of a signal, or the code of a reason. */
  readonly code: z.ZodString;
  readonly problem: z.ZodString;
}

/** Builds the schema of an operation's end. */
export function operationEnd<ExitCode extends z.ZodNumber>({
  exitCode,
  code,
  problem,
}: OperationEndFields<ExitCode>) {
  return z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('exited'), exitCode }),
    z.object({ kind: z.literal('signalled'), signal: code }),
    /** A cancel ended it and its process tree. With a problem, a node has not confirmed that. */
    z.object({
      kind: z.literal('cancelled'),
      exitCode: exitCode.optional(),
      signal: code.optional(),
      problem: problem.optional(),
    }),
    /** It could not be executed, or not completely. `reason` is one of the reference system's codes. */
    z.object({ kind: z.literal('failed'), reason: code, problem }),
    /** The step never started, for a reason of its own, for example a missing interpreter. */
    z.object({ kind: z.literal('failed-to-start'), problem }),
    /**
     * The replica's host could not start the step. It never starts for this operation: its gate ended unopened. The
     * coordinator dispatches the step again as another operation.
     */
    z.object({ kind: z.literal('not-started'), code: Inability.shape.code, problem }),
    /** The keeper or its host died; output is a gapless prefix. */
    z.object({ kind: z.literal('keeper-lost'), problem }),
    /** The end is not known: the replica stayed offline, or the coordinator was restored from a backup. */
    z.object({ kind: z.literal('unknown'), problem }),
  ]);
}

/** How an operation ended, as the replica (or, for the last ones, the coordinator) reports it. */
export const OperationEnd = operationEnd({ exitCode: z.int(), code: z.string(), problem: z.string() });
export type OperationEnd = z.infer<typeof OperationEnd>;
