import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { InstallFacts } from './install-facts.ts';
import { installPlaces } from './install-places.ts';

/**
 * Returns whether another runner of this host uses the same installed program. Checks the services if there is a
 * service manager, otherwise the enrolled data dirs.
 */
export async function isProgramShared(name: string, facts: InstallFacts): Promise<boolean> {
  const { unit, dataDir } = installPlaces(facts, name);
  const hasServices = facts.hasSystemd && facts.isAdministrator;
  return hasServices ? hasOtherService(unit) : hasOtherDataDir(dataDir);
}

async function hasOtherService(unit: string): Promise<boolean> {
  const units = (await others(unit)).filter((path) => /\/outrunner-[^/]*\.service$/.test(path));
  const texts = await Promise.all(units.map((path) => readFile(path, 'utf8').catch(() => '')));
  return texts.some((text) => /^ExecStart=.* runner start /m.test(text));
}

async function hasOtherDataDir(dataDir: string): Promise<boolean> {
  const identities = (await others(dataDir)).map((path) => join(path, 'identity.json'));
  const found = await Promise.allSettled(identities.map((path) => access(path)));
  return found.some(({ status }) => status === 'fulfilled');
}

/** Returns the other entries of the folder that contains `path`. */
async function others(path: string): Promise<string[]> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => join(folder, name)).filter((other) => other !== path);
}
