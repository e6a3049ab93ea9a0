import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;

/**
 * Polls until a condition is true, and returns its result.
 *
 * @throws an error with the condition and the last failure if the condition is not met in time
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  hangMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + hangMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`still waiting for ${what} after ${hangMs / 1000} s`, { cause: last });
}
