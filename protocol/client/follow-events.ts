import { setTimeout as wait } from 'node:timers/promises';
import { isOutrunnerError, type OutrunnerError } from '../errors/outrunner-error.ts';
import type { StreamedEvent } from './client.ts';
import { RECONNECT_POLICY, type ReconnectPolicy, reconnectDelay } from './reconnect-policy.ts';

export interface FollowOptions<Event> {
  /** Opens the stream after a resume token. Without one, the caller chooses the start. */
  readonly open: (from: string | undefined) => AsyncIterable<StreamedEvent<Event>>;
  /** Resume token of an earlier stream to start after. */
  readonly from?: string;
  /** True for the event after which there is nothing more. */
  readonly isLast: (event: Event) => boolean;
  readonly signal: AbortSignal;
  readonly policy?: ReconnectPolicy;
  /** Called when the connection is lost, with the delay before the next attempt (ms), and when it is restored. */
  readonly onLink?: (
    link: { up: true } | { up: false; problem: OutrunnerError | undefined; retryIn: number },
  ) => void;
}

/**
 * Follows a stream across lost connections, from resume token to resume token, until its last event. An abort
 * ends it without an error. Errors that waiting cannot solve (a refused token, a missing resource) are
 * thrown.
 */
export async function* followEvents<Event>(
  options: FollowOptions<Event>,
): AsyncGenerator<StreamedEvent<Event>, void, undefined> {
  const policy = options.policy ?? RECONNECT_POLICY;
  let from = options.from;
  let attempt = 0;
  while (!options.signal.aborted) {
    let problem: OutrunnerError | undefined;
    try {
      for await (const streamed of options.open(from)) {
        if (attempt >= 0) options.onLink?.({ up: true });
        attempt = -1;
        from = streamed.id === '' ? from : streamed.id;
        yield streamed;
        if (options.isLast(streamed.event)) return;
      }
    } catch (error) {
      if (options.signal.aborted) return;
      if (!isOutrunnerError(error) || isFinal(error)) throw error;
      problem = error;
    }
    attempt += 1;
    const retryIn = reconnectDelay(policy, attempt, Math.random());
    options.onLink?.({ up: false, problem, retryIn });
    await wait(retryIn, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** Whether repeating the request cannot help: a status from 400 to 499, except 429. */
export function isFinal(error: OutrunnerError): boolean {
  return error.status >= 400 && error.status < 500 && error.status !== 429;
}
