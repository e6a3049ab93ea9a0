import * as z from 'zod';
import { OperationId } from '../ids.ts';

/** The coordinator's state of one operation's output after an `output` request. */
export const OutputReceipt = z.object({
  operationId: OperationId,
  /** Number of bytes written, without gaps from 0. After a gap, the upload continues at this offset. */
  received: z.int().nonnegative(),
  /** Number of bytes that survive a power loss of the coordinator. A spool may free only bytes below this offset. */
  durable: z.int().nonnegative(),
  /**
   * Set if the coordinator did not accept the frames: `gap` (restart at `received` with a higher epoch), `fenced` (the
   * coordinator has seen a higher epoch), `refused` (the operation was not granted to this instance, or has ended: stop
   * uploading).
   */
  problem: z.enum(['gap', 'fenced', 'refused']).optional(),
});
export type OutputReceipt = z.infer<typeof OutputReceipt>;

export const OutputAnswer = z.object({ operations: z.array(OutputReceipt) });
export type OutputAnswer = z.infer<typeof OutputAnswer>;
