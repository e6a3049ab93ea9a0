import * as z from 'zod';
import { DeliveryTrigger } from '../../protocol/entities/delivery.ts';
import { ExecutionSummary } from '../../protocol/entities/execution.ts';

const PlannedNotification = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('email'),
    recipients: z.string(),
    subject: z.string().optional(),
    attachLog: z.enum(['none', 'inline', 'file']),
  }),
  z.object({
    kind: z.literal('webhook'),
    /** One address; each address has its own delivery. */
    url: z.string(),
    method: z.enum(['post', 'get']),
    format: z.enum(['json', 'xml']),
  }),
  z.object({
    kind: z.literal('plugin'),
    type: z.string(),
    configuration: z.record(z.string(), z.string()),
  }),
]);
/** One notification to one receiver. */
export type PlannedNotification = z.infer<typeof PlannedNotification>;

/** A delivery as stored in the journal. Times are epoch ms. */
export const DeliveryData = z.object({
  trigger: DeliveryTrigger,
  notification: PlannedNotification,
  /** The execution at the time of the event. */
  summary: ExecutionSummary,
  /** Configured threshold. Only for `onavgduration`. */
  threshold: z.string().optional(),
  /** Time from which the execution exceeds the threshold. Only for `onavgduration`. */
  unusualAt: z.number().optional(),
  state: z.enum(['pending', 'delivered', 'failed', 'not-needed']),
  attempts: z.array(z.object({ time: z.number(), problem: z.string().optional() })),
});
export type DeliveryData = z.infer<typeof DeliveryData>;
