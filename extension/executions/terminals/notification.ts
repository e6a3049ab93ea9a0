import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { statusName } from '../../model/state-names.ts';

/** Which ended executions cause a notification: the values of `outrunner.output.notifyOnEnd`. */
export type NotifyOnEnd = 'never' | 'failure' | 'always';

/** Returns the notification for the end of an execution, if the setting requests one. */
export function notificationOf(
  notify: NotifyOnEnd,
  name: string,
  end: Extract<ExecutionEvent, { type: 'execution-ended' }>,
): { readonly message: string; readonly isFailure: boolean } | undefined {
  const isFailure = end.status !== 'succeeded';
  if (notify === 'never' || (notify === 'failure' && !isFailure)) return undefined;
  const reason = end.reason === undefined ? '' : `: ${end.reason.message}`;
  return { message: `${name} ${end.customStatus ?? statusName(end.status)}${reason}`, isFailure };
}
