import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../code-server/cache-folder.ts';
import { root } from '../root.ts';
import { runTool } from './run-tool.ts';

/** The package that finds the binary of its platform, and the packages that hold one each. */
const PACKAGES = /^node_modules\/(@lydell\/node-pty(-\w+-\w+)?)$/;

interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/**
 * Puts the pseudo-terminals of every platform that has a binary into `folder` as packages, so that one VSIX serves
 * all. npm installs only this platform's; the others come from the registry once, are compared with the lockfile's
 * digest and kept in the cache.
 */
export async function copyPtyBinaries(folder: string): Promise<void> {
  for (const locked of await lockedPackages()) {
    const installed = join(root, 'node_modules', locked.name);
    const source = existsSync(installed) ? installed : await fetched(locked);
    await cp(source, join(folder, locked.name), {
      recursive: true,
      filter: (path) => !path.endsWith('.pdb'),
    });
  }
}

async function lockedPackages(): Promise<LockedPackage[]> {
  const lockfile = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  return Object.entries(lockfile.packages).flatMap(([path, { version, integrity }]) => {
    const name = PACKAGES.exec(path)?.[1];
    return name === undefined ? [] : [{ name, version, integrity }];
  });
}

async function fetched({ name, version, integrity }: LockedPackage): Promise<string> {
  const cache = join(cacheFolder(), 'pty', version);
  const folder = join(cache, name.replace('/', '-'));
  const tarball = `${folder.replace('@', '')}-${version}.tgz`;
  await mkdir(folder, { recursive: true });
  if (!existsSync(tarball))
    await runTool('npm', ['pack', `${name}@${version}`, '--pack-destination', cache], cache);
  const digest = `sha512-${createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64')}`;
  if (digest !== integrity)
    throw new Error(`${tarball} is not what package-lock.json names: remove it and try again`);
  await runTool('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder], cache);
  return folder;
}
