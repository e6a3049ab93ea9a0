import type { Notification, PlannedNotifications } from '../../job-language/format/notification.ts';
import type { DeliveryTrigger } from '../../protocol/entities/delivery.ts';
import type { EndStatus, ExecutionSummary } from '../../protocol/entities/execution.ts';
import { isOpenStatus } from '../../protocol/entities/open-statuses.ts';
import type { StoredDelivery } from '../store/journal/journal.ts';
import type { DeliveryData, PlannedNotification } from './delivery-data.ts';

/** The properties of an execution that its notifications need. */
export interface NotifiedExecution {
  readonly summary: ExecutionSummary;
  readonly notifications: PlannedNotifications;
}

/** The state of the execution before an event. */
export interface Before {
  /** Whether the execution did not exist yet. */
  readonly begins: boolean;
  /** Whether the execution had already ended. */
  readonly isOver: boolean;
}

/** Returns the deliveries that an event causes. The caller stores them in the journal with that event. */
export function deliveriesOf(
  { begins, isOver }: Before,
  after: NotifiedExecution,
): readonly StoredDelivery[] {
  const { startedAt, endedAt, status } = after.summary;
  const start = begins
    ? [
        ...plannedDeliveries(after, 'onstart', startedAt),
        ...plannedDeliveries(after, 'onavgduration', startedAt),
      ]
    : [];
  if (isOver || isOpenStatus(status)) return start;
  return [...start, ...plannedDeliveries(after, endTrigger(status), endedAt ?? startedAt)];
}

/**
 * Returns the deliveries of a trigger, due at `time` (epoch ms).
 *
 * @param within prefix of the trigger in the delivery ids, for an execution that notifies for several jobs
 */
export function plannedDeliveries(
  { summary, notifications }: NotifiedExecution,
  trigger: DeliveryTrigger,
  time: number,
  within = '',
): readonly StoredDelivery[] {
  const { threshold } = notifications;
  return (notifications[trigger] ?? []).flatMap(eachReceiver).map((notification, index): StoredDelivery => {
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

/** Returns the trigger of an execution or referenced job that ended with this status. */
export function endTrigger(status: EndStatus): DeliveryTrigger {
  if (status === 'succeeded') return 'onsuccess';
  return status === 'failed-with-retry' ? 'onretryablefailure' : 'onfailure';
}

function eachReceiver(notification: Notification): PlannedNotification[] {
  if (notification.kind === 'plugin') {
    return [{ ...notification, configuration: { ...notification.configuration } }];
  }
  if (notification.kind === 'email') return [notification];
  const { urls, ...rest } = notification;
  return urls.map((url) => ({ ...rest, url }));
}
