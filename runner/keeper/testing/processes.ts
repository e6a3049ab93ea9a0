import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess } from '../processes/process-identity.ts';

/** Polls until the condition holds. Only the time limit of the test bounds it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

/** Resolves when no process has the pid any more, or only a zombie. */
export function gone(pid: number): Promise<void> {
  return until(() => identifyProcess(pid) === undefined);
}

/** Returns how many processes have the text among their arguments. */
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
