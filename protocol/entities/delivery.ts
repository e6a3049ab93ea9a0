import * as z from 'zod';

interface TriggerTexts {
  /** Description of the trigger in the schema of the job format. */
  readonly sent: string;
  /** The event in the subject of a mail. Absent: the subject contains the status of the execution. */
  readonly headline?: string;
}

const TRIGGERS = {
  onstart: { sent: 'Sent when the job starts', headline: 'started' },
  onsuccess: { sent: 'Sent when the job has succeeded' },
  onfailure: { sent: 'Sent when the job has failed' },
  onavgduration: { sent: 'Sent when the job takes longer than usual', headline: 'takes longer than usual' },
  onretryablefailure: { sent: 'Sent when the job has failed and is run again' },
} as const satisfies Record<string, TriggerTexts>;

/**
 * The moment in an execution's life at which the coordinator sends a notification. The job format uses the same names.
 */
export const DeliveryTrigger = z.enum(Object.keys(TRIGGERS) as (keyof typeof TRIGGERS)[]);
export type DeliveryTrigger = z.infer<typeof DeliveryTrigger>;

export function triggerTexts(trigger: DeliveryTrigger): TriggerTexts {
  return TRIGGERS[trigger];
}

/** Returns a record with a value for each trigger. */
export function recordOfTriggers<Value>(
  create: (trigger: DeliveryTrigger) => Value,
): Record<DeliveryTrigger, Value> {
  const entries = DeliveryTrigger.options.map((trigger) => [trigger, create(trigger)]);
  return Object.fromEntries(entries) as Record<DeliveryTrigger, Value>;
}

/** A notification in delivery, as returned by `GET /outrunner/v1/executions/{id}/notifications`. Times are epoch ms. */
export const Delivery = z.object({
  /** The id is the same in every attempt, and is sent in the header `X-Outrunner-Delivery`. */
  id: z.string(),
  trigger: DeliveryTrigger,
  kind: z.enum(['email', 'webhook', 'plugin']),
  /** Mail recipients, a URL without its query, or the name of a plugin. */
  target: z.string(),
  /** `not-needed`: the execution did not take longer than usual. */
  state: z.enum(['pending', 'delivered', 'failed', 'not-needed']),
  attempts: z.array(z.object({ time: z.number(), problem: z.string().optional() })),
  /** Time of the next attempt. Set while the delivery is pending. */
  nextAt: z.number().optional(),
});
export type Delivery = z.infer<typeof Delivery>;
