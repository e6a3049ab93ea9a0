import type { Settings } from '../../protocol/entities/settings.ts';

/** How often a delivery is tried, and when again. */
export type RetryPolicy = Pick<
  Settings['notifications'],
  'attempts' | 'retrySeconds' | 'longestRetrySeconds'
>;

/**
 * When to try again after so many failed attempts, in ms from now; undefined: no more.
 *
 * @param random 0 to 1: delays of many that failed together spread over the upper half
 */
export function retryDelay(policy: RetryPolicy, failed: number, random: number): number | undefined {
  if (failed >= policy.attempts) return undefined;
  const doubled = policy.retrySeconds * 2 ** Math.min(failed - 1, 30);
  const seconds = Math.min(doubled, policy.longestRetrySeconds);
  return seconds * 1000 * (0.5 + random / 2);
}
