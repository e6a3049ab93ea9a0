import { z } from 'zod';
import { NOTIFICATION_TRIGGERS, type Notification } from '../job/notification.ts';

export const DeliveryTrigger = z.enum(NOTIFICATION_TRIGGERS);
export type DeliveryTrigger = z.infer<typeof DeliveryTrigger>;

/** Whom an execution is to be told to, by trigger, as its job said when it began. Texts may hold references. */
export type PlannedNotifications = Readonly<Partial<Record<DeliveryTrigger, readonly Notification[]>>> & {
  /** What counts as longer than usual, as written: `20%`, `+30`, `30s`, `30`. */
  readonly threshold?: string;
};

/** One notification on its way, as `GET /outrunner/v1/executions/{id}/notifications` tells it. Times are epoch ms. */
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
  /** Of the next attempt, while it is pending. */
  nextAt: z.number().optional(),
});
export type Delivery = z.infer<typeof Delivery>;
