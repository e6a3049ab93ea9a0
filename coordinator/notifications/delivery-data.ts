import { z } from 'zod';
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
    /** One address: each is a delivery of its own. */
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
/** One thing to be told to one place. */
export type PlannedNotification = z.infer<typeof PlannedNotification>;

/** What the journal keeps of a delivery. Times are epoch ms. */
export const DeliveryData = z.object({
  trigger: DeliveryTrigger,
  notification: PlannedNotification,
  /** The execution as it was when this was to be told. */
  summary: ExecutionSummary,
  /** With `onavgduration`: what counts as longer than usual, and from when on it does. */
  threshold: z.string().optional(),
  unusualAt: z.number().optional(),
  state: z.enum(['pending', 'delivered', 'failed', 'not-needed']),
  attempts: z.array(z.object({ time: z.number(), problem: z.string().optional() })),
});
export type DeliveryData = z.infer<typeof DeliveryData>;
