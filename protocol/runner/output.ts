import * as z from 'zod';
import { OperationId } from '../ids.ts';

/** The coordinator's state of one operation's output after an `output` request. */
export const OutputReceipt = z.object({
  operationId: OperationId,
  /** Bytes written: contiguous from 0. The upload continues from here after a gap. */
  received: z.int().nonnegative(),
  /** Bytes that survive a power loss of the coordinator. A spool may free only bytes below this offset. */
  durable: z.int().nonnegative(),
  /** Set when the frames were not taken: `gap` (start again at `received` with a higher epoch), `fenced` (a higher epoch
   * was seen), `refused` (not granted to this instance, or ended: stop uploading). */
  problem: z.enum(['gap', 'fenced', 'refused']).optional(),
});
export type OutputReceipt = z.infer<typeof OutputReceipt>;

export const OutputAnswer = z.object({ operations: z.array(OutputReceipt) });
export type OutputAnswer = z.infer<typeof OutputAnswer>;
