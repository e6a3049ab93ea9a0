import { setTimeout as wait } from 'node:timers/promises';
import { type ReconnectPolicy, reconnectDelay } from '../../../protocol/client/reconnect-policy.ts';
import { SessionRefused } from '../ssh-failure.ts';

const BETWEEN: ReconnectPolicy = { first: 20, factor: 2, longest: 500, jitter: 0.5 };

/**
 * Repeats `act` while the server refuses a session: the server may count a session until all its processes have ended.
 * Rejects as `act` does, and with `SessionRefused` after `longestMilliseconds`.
 */
export async function retryRefusedSession<T>(act: () => Promise<T>, longestMilliseconds: number): Promise<T> {
  const last = performance.now() + longestMilliseconds;
  for (let refusals = 0; ; refusals += 1) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof SessionRefused) || performance.now() >= last) throw error;
      await wait(reconnectDelay(BETWEEN, refusals, Math.random()));
    }
  }
}
