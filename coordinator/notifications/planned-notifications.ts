import type { Job } from '../../job-language/format/job.ts';
import { notificationsAt, type PlannedNotifications } from '../../job-language/format/notification.ts';
import { DeliveryTrigger } from '../../protocol/entities/delivery.ts';

/** Returns the notifications of a job; undefined if it has none. */
export function plannedNotifications(
  job: Pick<Job, 'notification' | 'notifyAvgDurationThreshold'>,
): PlannedNotifications | undefined {
  const planned = DeliveryTrigger.options.flatMap((trigger) => {
    const notifications = notificationsAt(job.notification, trigger);
    return notifications.length === 0 ? [] : [[trigger, notifications] as const];
  });
  if (planned.length === 0) return undefined;
  const threshold = job.notifyAvgDurationThreshold?.trim() ?? '';
  return { ...Object.fromEntries(planned), ...(threshold === '' ? {} : { threshold }) };
}
