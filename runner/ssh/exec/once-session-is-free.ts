import { setTimeout as wait } from 'node:timers/promises';
import { type ReconnectPolicy, reconnectDelay } from '../../../protocol/client/reconnect-policy.ts';
import { SessionRefused } from '../ssh-failure.ts';

const BETWEEN: ReconnectPolicy = { first: 20, factor: 2, longest: 500, jitter: 0.5 };

/**
 * Acts once the server opens a session for it: one that was ended may be counted until all that ran in it is gone. Rejects
 * as `act` does, after that time with `SessionRefused` too.
 */
export async function onceSessionIsFree<T>(act: () => Promise<T>, longestMilliseconds: number): Promise<T> {
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
