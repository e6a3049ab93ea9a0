/** How long to wait before connecting again. Times are milliseconds. */
export interface ReconnectPolicy {
  readonly first: number;
  readonly factor: number;
  readonly longest: number;
  /** Part of the wait that is random, so that many clients do not come back at once: 0 none, 1 all. */
  readonly jitter: number;
}

export const RECONNECT_POLICY: ReconnectPolicy = { first: 200, factor: 2, longest: 10_000, jitter: 0.5 };

/** The wait before try `attempt` (from 0) with `random` in [0, 1). */
export function reconnectDelay(policy: ReconnectPolicy, attempt: number, random: number): number {
  const full = Math.min(policy.longest, policy.first * policy.factor ** attempt);
  return full * (1 - policy.jitter * random);
}
