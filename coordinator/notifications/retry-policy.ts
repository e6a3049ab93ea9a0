import type { Settings } from '../../protocol/entities/settings.ts';

/** The number of attempts, and the delays between them. */
export type RetryPolicy = Pick<
  Settings['notifications'],
  'attempts' | 'retrySeconds' | 'longestRetrySeconds'
>;

/**
 * Returns the delay after a number of failed attempts, in ms; undefined after the last attempt.
 *
 * @param random 0 to 1; selects a delay between half of the full delay (0) and the full delay (1), so that deliveries
 * that failed together are not retried together
 */
export function retryDelay(policy: RetryPolicy, failed: number, random: number): number | undefined {
  if (failed >= policy.attempts) return undefined;
  const doubled = policy.retrySeconds * 2 ** Math.min(failed - 1, 30);
  const seconds = Math.min(doubled, policy.longestRetrySeconds);
  return seconds * 1000 * (0.5 + random / 2);
}
