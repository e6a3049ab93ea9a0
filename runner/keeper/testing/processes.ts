import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess } from '../processes/process-identity.ts';

/** Resolves when the condition holds; looks again and again. The test's own time limit bounds it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

/** Resolves when no process has that pid any more, or only a zombie. */
export function gone(pid: number): Promise<void> {
  return until(() => identifyProcess(pid) === undefined);
}
