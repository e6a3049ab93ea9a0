import { readdir, readFile } from 'node:fs/promises';
import { until } from './until.ts';

/** Returns the ids of the processes whose command line contains all of these parts. */
export async function processesWith(...parts: readonly string[]): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 1 && pid !== process.pid);
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return pids.filter((_, index) => parts.every((part) => lines[index]?.includes(part)));
}

/** Waits until no process contains all of these parts in its command line. */
export async function gone(...parts: readonly string[]): Promise<void> {
  await until(`the processes of "${parts.join(' ')}" to be gone`, async () =>
    (await processesWith(...parts)).length === 0 ? true : undefined,
  );
}

/** Returns the keeper of a runner's data dir. */
export async function keeperOf(dataDir: string): Promise<number> {
  const [pid, ...more] = await processesWith('keeper', dataDir);
  if (pid === undefined || more.length > 0) throw new Error(`not one keeper: ${[pid, ...more].join(', ')}`);
  return pid;
}

/** Returns the peak resident memory of a process, in MiB. */
export function peakMemory(pid: number): Promise<number> {
  return memoryFigure(pid, 'VmHWM');
}

/** Returns the current resident memory of a process, in MiB. */
export function residentMemory(pid: number): Promise<number> {
  return memoryFigure(pid, 'VmRSS');
}

async function memoryFigure(pid: number, name: 'VmHWM' | 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
}

/** Returns whether a process is running. A zombie counts as ended. */
export async function runs(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State:\tX');
  return !/^State:\t[ZX]/m.test(status);
}
