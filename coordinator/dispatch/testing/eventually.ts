import { setImmediate } from 'node:timers/promises';

/**
 * Resolves once the condition holds. Yields to the event loop between checks. Only the timeout of the test limits the
 * wait.
 */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}
