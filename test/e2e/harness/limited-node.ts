import { writeFile } from 'node:fs/promises';
import type { World } from './world.ts';

/** Returns a program that runs Node with a limit of `descriptors` open files and connections. */
export async function nodeWithDescriptors(world: World, descriptors: number): Promise<string> {
  const path = world.path(`node-${descriptors}`);
  await writeFile(path, `#!/bin/sh\nulimit -n ${descriptors}\nexec "${process.execPath}" "$@"\n`, {
    mode: 0o755,
  });
  return path;
}
