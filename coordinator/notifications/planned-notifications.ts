import { DeliveryTrigger } from '../../protocol/entities/delivery.ts';
import type { Job } from '../../protocol/job/job.ts';
import { notificationsAt, type PlannedNotifications } from '../../protocol/job/notification.ts';

/** What a job says of whom to tell; undefined where it tells nobody. */
export function plannedNotifications(
  job: Pick<Job, 'notification' | 'notifyAvgDurationThreshold'>,
): PlannedNotifications | undefined {
  const planned = DeliveryTrigger.options.flatMap((trigger) => {
    const told = notificationsAt(job.notification, trigger);
    return told.length === 0 ? [] : [[trigger, told] as const];
  });
  if (planned.length === 0) return undefined;
  const threshold = job.notifyAvgDurationThreshold?.trim() ?? '';
  return { ...Object.fromEntries(planned), ...(threshold === '' ? {} : { threshold }) };
}
