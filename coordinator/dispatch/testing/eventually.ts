import { setImmediate } from 'node:timers/promises';

/** Waits until something holds, letting everything else go on. The test's own time limit ends it. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}
