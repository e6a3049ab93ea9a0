import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../../test/e2e/harness/until.ts';

/** Environment variable with the folder where processes write the size of their live heap. */
export const LIVE_HEAP_FOLDER = 'OUTRUNNER_BENCH_LIVE_HEAP';

const MIB = 1024 * 1024;

/** Returns an environment in which Node programs write the size of their live heap on request. */
export function measuredEnvironment(environment: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const probe = new URL('./live-heap.ts', import.meta.url).href;
  return {
    ...environment,
    NODE_OPTIONS: `--expose-gc --import ${probe}`,
    [LIVE_HEAP_FOLDER]: folder,
  };
}

/** Returns the live heap of a process of a measured environment after a garbage collection, in MiB. */
export async function liveHeap(pid: number, folder: string): Promise<number> {
  const file = join(folder, String(pid));
  await rm(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  const text = await until(`the live heap of process ${pid}`, () =>
    readFile(file, 'utf8').catch(() => undefined),
  );
  return Number(text) / MIB;
}

/** Returns the resident memory of a process, in MiB. */
export async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}
