import { setImmediate } from 'node:timers/promises';

/** Resolves once the condition holds. Yields to the event loop between checks; the test's own timeout limits it. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}
