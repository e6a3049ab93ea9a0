import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { type Backoff, retryMilliseconds } from './call-policies.ts';
import { CallAborted, LinkDown } from './link-down.ts';
import { pause } from './pause.ts';
import { consequenceOf } from './refused.ts';

export interface Persistence {
  readonly backoff: Backoff;
  readonly signal: AbortSignal;
  /** Called after each failure, before the pause. */
  readonly onFailure?: (error: Error, attempt: number) => void;
}

/**
 * Repeats a call while it fails with a lost link or with an error whose consequence is `later`. The pauses are random
 * and grow, or have the length that the coordinator requested. Rejects with {@link CallAborted} once the signal aborts,
 * and with all other errors.
 */
export async function persistently<Value>(
  attempt: () => Promise<Value>,
  { backoff, signal, onFailure }: Persistence,
): Promise<Value> {
  for (let failures = 0; ; failures++) {
    if (signal.aborted) throw new CallAborted('given up');
    try {
      return await attempt();
    } catch (error) {
      if (!isTemporary(error)) throw error;
      onFailure?.(error, failures);
      await pause(retryMilliseconds(error, backoff, failures, Math.random()), signal);
    }
  }
}

/** Returns whether repeating the same call may succeed. */
export function isTemporary(error: unknown): error is Error {
  if (error instanceof LinkDown) return true;
  return isOutrunnerError(error) && consequenceOf(error.code) === 'later';
}
