import { z } from 'zod';

/** The moment in an execution's life at which a notification is sent. The job format uses the same names. */
export const DeliveryTrigger = z.enum([
  'onstart',
  'onsuccess',
  'onfailure',
  'onavgduration',
  'onretryablefailure',
]);
export type DeliveryTrigger = z.infer<typeof DeliveryTrigger>;

/** Returns a record with a value for each trigger. */
export function recordOfTriggers<Value>(
  create: (trigger: DeliveryTrigger) => Value,
): Record<DeliveryTrigger, Value> {
  const entries = DeliveryTrigger.options.map((trigger) => [trigger, create(trigger)]);
  return Object.fromEntries(entries) as Record<DeliveryTrigger, Value>;
}

/** A notification in delivery, as returned by `GET /outrunner/v1/executions/{id}/notifications`. Times are epoch ms. */
export const Delivery = z.object({
  /** Also in the header `X-Outrunner-Delivery`: the same in every attempt. */
  id: z.string(),
  trigger: DeliveryTrigger,
  kind: z.enum(['email', 'webhook', 'plugin']),
  /** Recipients, an address without its query, or the name of a plugin. */
  target: z.string(),
  /** `not-needed`: the execution did not take longer than usual. */
  state: z.enum(['pending', 'delivered', 'failed', 'not-needed']),
  attempts: z.array(z.object({ time: z.number(), problem: z.string().optional() })),
  /** Time of the next attempt, while it is pending. */
  nextAt: z.number().optional(),
});
export type Delivery = z.infer<typeof Delivery>;
