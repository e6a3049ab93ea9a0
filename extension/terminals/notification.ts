import type { ExecutionEvent } from '../../protocol/events/execution-event.ts';

/** Of which ends a person wants to be told. */
export type Notify = 'never' | 'failure' | 'always';

/** The notification of an end, if one is wanted. */
export function notificationOf(
  notify: Notify,
  name: string,
  end: Extract<ExecutionEvent, { type: 'execution-ended' }>,
): string | undefined {
  if (notify === 'never' || (notify === 'failure' && end.status === 'succeeded')) return undefined;
  const reason = end.reason === undefined ? '' : `: ${end.reason.message}`;
  return `${name} ${end.customStatus ?? end.status}${reason}`;
}
