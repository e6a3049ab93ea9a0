import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/**
 * Measures a floor on this machine, in a process of its own. `run`: the basic operations of one run, in ms. `spawns`:
 * shells per second.
 */
export async function floorOf(what: 'run' | 'spawns'): Promise<readonly number[]> {
  const program = join(import.meta.dirname, 'floor.main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, what]);
  return z.array(z.number()).parse(JSON.parse(stdout));
}
