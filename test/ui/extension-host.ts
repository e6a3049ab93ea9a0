import { readdir, readFile } from 'node:fs/promises';
import type { Workbench } from './workbench.ts';

/**
 * Returns the process ids of the extension hosts of a workbench. There may be several, because the server ends the extension
 * host of a closed window late.
 */
export async function extensionHostsOf({ home }: Workbench): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // A process may end while it is read.
    const read = (file: string) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '');
    if (!(await read('cmdline')).includes('--type=extensionHost')) continue;
    if ((await read('environ')).includes(home.folder)) found.push(Number(name));
  }
  return found;
}
