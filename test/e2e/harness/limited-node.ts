import { writeFile } from 'node:fs/promises';
import type { World } from './world.ts';

/** A Node whose processes may open so many files and connections. */
export async function nodeWithDescriptors(world: World, descriptors: number): Promise<string> {
  const path = world.path(`node-${descriptors}`);
  await writeFile(path, `#!/bin/sh\nulimit -n ${descriptors}\nexec "${process.execPath}" "$@"\n`, {
    mode: 0o755,
  });
  return path;
}
