import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';

/** Of which ends a person wants to be told. */
export type Notify = 'never' | 'failure' | 'always';

/** The notification of an end, if one is wanted. */
export function notificationOf(
  notify: Notify,
  name: string,
  end: Extract<ExecutionEvent, { type: 'execution-ended' }>,
): { readonly message: string; readonly isFailure: boolean } | undefined {
  const isFailure = end.status !== 'succeeded';
  if (notify === 'never' || (notify === 'failure' && !isFailure)) return undefined;
  const reason = end.reason === undefined ? '' : `: ${end.reason.message}`;
  return { message: `${name} ${end.customStatus ?? end.status}${reason}`, isFailure };
}
