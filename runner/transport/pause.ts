import { setTimeout as delay } from 'node:timers/promises';

/** Waits. If the signal aborts, resolves early and without an error. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}
