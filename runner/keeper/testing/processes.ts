import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess } from '../processes/process-identity.ts';

/** Polls until the condition is true. The time limit of the test is the only limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

/** Resolves when the process does not exist any more or is a zombie. */
export function gone(pid: number): Promise<void> {
  return until(() => identifyProcess(pid) === undefined);
}

/** Returns the number of processes that have this text among their arguments. */
export function countProcesses(argument: string): number {
  const holds = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(argument);
    } catch {
      return false;
    }
  };
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && holds(name)).length;
}
