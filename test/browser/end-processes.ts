import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const ROUNDS = 20;
const ROUND_MS = 100;

/**
 * Ends the processes that were started from a folder, including programs that detach themselves, such as the embedded
 * coordinator and the keeper. Finds processes that have the folder in their command line or environment. Does nothing
 * on a system without /proc; these programs exit when their folder is deleted.
 */
export async function endProcessesUnder(folder: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = await processesUnder(folder);
    if (found.length === 0) return;
    for (const pid of found) end(pid, round < ROUNDS / 2 ? 'SIGTERM' : 'SIGKILL');
    await pause(ROUND_MS);
  }
}

/** Returns the ids of the processes that have a folder in their command line or environment. */
export async function processesUnder(folder: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter((pid) => pid > 1 && pid !== process.pid);
  const uses = await Promise.all(pids.map((pid) => mentions(pid, folder)));
  return pids.filter((_, index) => uses[index]);
}

async function mentions(pid: number, folder: string): Promise<boolean> {
  const texts = await Promise.all(
    ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  return texts.some((text) => text.includes(`${folder}/`) || text.includes(`${folder}\0`));
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has already exited.
  }
}
