import type { Notification, PlannedNotifications } from '../../job-language/format/notification.ts';
import type { DeliveryTrigger } from '../../protocol/entities/delivery.ts';
import type { ExecutionSummary } from '../../protocol/entities/execution.ts';
import type { StoredDelivery } from '../store/journal/journal.ts';
import type { DeliveryData, PlannedNotification } from './delivery-data.ts';

/** An execution as far as telling of it goes. */
export interface ToldExecution {
  readonly summary: ExecutionSummary;
  readonly notifications: PlannedNotifications;
}

/** How the execution stood before an event. */
export interface Before {
  /** There was none. */
  readonly begins: boolean;
  /** It had ended. */
  readonly isOver: boolean;
}

/** What an event makes to be told: it goes to the journal with that event. */
export function deliveriesOf({ begins, isOver }: Before, after: ToldExecution): readonly StoredDelivery[] {
  const { startedAt, endedAt, status } = after.summary;
  const start = begins
    ? [
        ...plannedDeliveries(after, 'onstart', startedAt),
        ...plannedDeliveries(after, 'onavgduration', startedAt),
      ]
    : [];
  if (isOver || status === 'running') return start;
  return [...start, ...plannedDeliveries(after, endTrigger(status), endedAt ?? startedAt)];
}

/**
 * The deliveries of a trigger, due at `time` (epoch ms).
 *
 * @param within stands before the trigger in their ids, where an execution tells it of several jobs
 */
export function plannedDeliveries(
  { summary, notifications }: ToldExecution,
  trigger: DeliveryTrigger,
  time: number,
  within = '',
): readonly StoredDelivery[] {
  const { threshold } = notifications;
  return (notifications[trigger] ?? []).flatMap(eachPlace).map((notification, index): StoredDelivery => {
    const data: DeliveryData = {
      trigger,
      notification,
      summary,
      ...(trigger === 'onavgduration' && threshold !== undefined ? { threshold } : {}),
      state: 'pending',
      attempts: [],
    };
    return { id: `${summary.id}-${within}${trigger}-${index + 1}`, executionId: summary.id, due: time, data };
  });
}

function endTrigger(status: ExecutionSummary['status']): DeliveryTrigger {
  if (status === 'succeeded') return 'onsuccess';
  return status === 'failed-with-retry' ? 'onretryablefailure' : 'onfailure';
}

function eachPlace(notification: Notification): PlannedNotification[] {
  if (notification.kind === 'plugin') {
    return [{ ...notification, configuration: { ...notification.configuration } }];
  }
  if (notification.kind === 'email') return [notification];
  const { urls, ...rest } = notification;
  return urls.map((url) => ({ ...rest, url }));
}
