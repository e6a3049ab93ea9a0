/** How long a client waits before it connects again. Times are milliseconds. */
export interface ReconnectPolicy {
  readonly first: number;
  readonly factor: number;
  readonly longest: number;
  /** The random share of the wait, from 0 (none) to 1 (all), so that many clients do not reconnect at once. */
  readonly jitter: number;
}

export const RECONNECT_POLICY: ReconnectPolicy = { first: 200, factor: 2, longest: 10_000, jitter: 0.5 };

/** Returns the wait before try `attempt` (from 0), in ms. `random` is in [0, 1). */
export function reconnectDelay(policy: ReconnectPolicy, attempt: number, random: number): number {
  const full = Math.min(policy.longest, policy.first * policy.factor ** attempt);
  return full * (1 - policy.jitter * random);
}
