import { cp, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The programs of the coordinator, its threads and its Local Runner, without the bundles that VS Code loads. */
const COPIED = /^(node_modules|(outrunner|coordinator|[a-z-]+-worker|runner|keeper|plugin-step)\.cjs)$/;

/**
 * Copies the coordinator's programs to a folder named after the version, because the coordinator outlives windows and
 * updates of the extension. Returns the folder. The copy gets its final name only once it is finished,
 * so a folder of that name is always complete.
 */
export async function copyPrograms(dist: string, storage: string, version: string): Promise<string> {
  const programs = join(storage, 'programs');
  const copy = join(programs, version);
  if (await exists(copy)) return copy;
  await mkdir(programs, { recursive: true });
  const unfinished = await mkdtemp(join(programs, '.new-'));
  try {
    for (const name of await readdir(dist)) {
      if (COPIED.test(name)) {
        await cp(join(dist, name), join(unfinished, name), { recursive: true });
      }
    }
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another window may have renamed its copy first.
    if (!(await exists(copy))) throw error;
  }
  return copy;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
