import { readFile } from 'node:fs/promises';
import { processesUnder } from '../browser/end-processes.ts';
import type { Workbench } from './workbench.ts';

/**
 * Returns the process ids of the extension hosts of a workbench. There may be several, because the server ends the
 * extension host of a closed window late.
 */
export async function extensionHostsOf({ home }: Workbench): Promise<readonly number[]> {
  const found: number[] = [];
  for (const pid of await processesUnder(home.folder)) {
    // A process may end while it is read.
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('--type=extensionHost')) found.push(pid);
  }
  return found;
}
