import { setTimeout as wait } from 'node:timers/promises';
import { isOutrunnerError, type OutrunnerError } from '../errors/outrunner-error.ts';
import type { StreamedEvent } from './client.ts';
import { RECONNECT_POLICY, type ReconnectPolicy, reconnectDelay } from './reconnect-policy.ts';

export interface FollowOptions<Event> {
  /** Opens the stream after a resume token. Without a token, the stream starts where the caller chooses. */
  readonly open: (from: string | undefined) => AsyncIterable<StreamedEvent<Event>>;
  /** The resume token to start after. */
  readonly from?: string;
  /** Returns whether no event follows this one. */
  readonly isLast: (event: Event) => boolean;
  readonly signal: AbortSignal;
  readonly policy?: ReconnectPolicy;
  /**
   * Called with `up: true` at the first event of each connection, and with `up: false` and the delay before the next
   * attempt (ms) when a connection is lost or cannot be opened.
   */
  readonly onLink?: (
    link: { up: true } | { up: false; problem: OutrunnerError | undefined; retryIn: number },
  ) => void;
}

/**
 * Follows a stream across lost connections, from resume token to resume token, until its last event. An abort ends the
 * generator without an error. Throws errors that a retry cannot fix (a refused token, a missing resource).
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
