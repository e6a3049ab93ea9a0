import { setTimeout as pause } from 'node:timers/promises';
import type { ReplicaId, RunnerId } from '../ids.ts';
import type { PingResult } from '../routes/shapes/runner-shapes.ts';
import type { Client } from './client.ts';

/**
 * Interval between checks for the result of a ping. There is no timeout here: the coordinator completes a ping that
 * stays unanswered.
 */
const ASK_EVERY_MS = 100;

export interface PingOptions {
  /** Ping only this replica. */
  readonly replica?: ReplicaId | undefined;
  /** Aborts the wait. */
  readonly signal?: AbortSignal;
}

/** Pings the replicas of a runner, or one of them, and waits for the result. */
export async function pingAndWait(
  client: Client,
  runner: RunnerId,
  { replica, signal }: PingOptions = {},
): Promise<PingResult> {
  const query = replica === undefined ? {} : { replica };
  const until = signal === undefined ? {} : { signal };
  const { pingToken } = await client.pingRunner({ params: { runner }, query, ...until });
  for (;;) {
    const result = await client.checkPing({ params: { ping: pingToken }, ...until });
    if (result.completed) return result;
    await pause(ASK_EVERY_MS, undefined, until);
  }
}
