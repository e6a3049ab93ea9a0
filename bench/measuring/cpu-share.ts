import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Length of a tick in `/proc/PID/stat`, in ms (`USER_HZ` is 100). */
const TICK_MS = 10;

/**
 * Measures the CPU time that processes use during `ms`, in percent of one CPU. Ignores processes that end meanwhile.
 * The other load of the machine does not change the result, except through caches.
 */
export async function cpuShare(pids: readonly number[], ms: number): Promise<number> {
  const before = await Promise.all(pids.map(cpuTime));
  const began = performance.now();
  await pause(ms);
  const after = await Promise.all(pids.map(cpuTime));
  const took = performance.now() - began;
  const used = after.reduce<number>((sum, end, index) => {
    const start = before[index];
    return start === undefined || end === undefined ? sum : sum + end - start;
  }, 0);
  return (100 * used) / took;
}

/** Returns the CPU time of all threads of a process since its start, in ms. Undefined if the process has ended. */
async function cpuTime(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The name of the program may contain spaces and parentheses. The third field follows it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[11], fields[12]];
  return (Number(user) + Number(system)) * TICK_MS;
}
