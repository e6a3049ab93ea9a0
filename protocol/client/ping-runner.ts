import { setTimeout as pause } from 'node:timers/promises';
import type { RunnerId } from '../ids.ts';
import type { PingResult } from '../routes/shapes/runner-shapes.ts';
import type { Client } from './client.ts';

/** Between two questions whether a ping was answered. The coordinator ends a ping that nobody answers. */
const ASK_EVERY_MS = 100;

/** Asks a runner for a sign of life, and waits for it. */
export async function pingRunner(client: Client, runner: RunnerId): Promise<PingResult> {
  const { pingToken } = await client.pingRunner({ params: { runner } });
  for (;;) {
    const result = await client.checkPing({ params: { ping: pingToken } });
    if (result.completed) return result;
    await pause(ASK_EVERY_MS);
  }
}
