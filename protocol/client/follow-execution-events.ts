import type { ExecutionEvent } from '../events/execution-event.ts';
import type { StreamedEvent } from './client.ts';
import { type FollowOptions, followEvents } from './follow-events.ts';
import { UnseenOutput } from './unseen-output.ts';

export interface FollowExecutionOptions
  extends Pick<FollowOptions<ExecutionEvent>, 'signal' | 'policy' | 'onLink'> {
  /** Opens the stream after a resume token, or at the beginning for `start`. */
  readonly open: (from: string) => AsyncIterable<StreamedEvent<ExecutionEvent>>;
}

/**
 * Follows an execution from its start to its end, and reconnects as {@link followEvents} does. Yields each byte of
 * output once, even if the coordinator lost power. After a `reset` event, yields all output again.
 */
export async function* followExecutionEvents({
  open,
  ...options
}: FollowExecutionOptions): AsyncGenerator<ExecutionEvent, void, undefined> {
  const output = new UnseenOutput();
  const events = followEvents<ExecutionEvent>({
    ...options,
    open: (from) => open(from ?? 'start'),
    isLast: (event) => event.type === 'execution-ended',
  });
  for await (const { event } of events) {
    const unseen = output.of(event);
    if (unseen !== undefined) yield unseen;
  }
}
