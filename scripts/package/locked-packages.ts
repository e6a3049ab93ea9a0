import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from '../checkout/cached-folder.ts';
import { root } from '../checkout/root.ts';
import { runTool } from './run-tool.ts';

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** In npm's format: `sha512-` and base64. */
  readonly integrity: string;
}

/** Returns the packages of the lockfile whose name matches. */
export async function lockedPackages(names: RegExp): Promise<LockedPackage[]> {
  const lockfile = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  return Object.entries(lockfile.packages).flatMap(([path, { version, integrity }]) => {
    const name = path.replace(/^node_modules\//, '');
    return names.test(name) ? [{ name, version, integrity }] : [];
  });
}

/**
 * Returns the folder of a package. A package for another platform is downloaded from the registry once, verified and
 * cached.
 */
export async function packageFolderOf(locked: LockedPackage): Promise<string> {
  const installed = join(root, 'node_modules', locked.name);
  return existsSync(installed) ? installed : fetched(locked);
}

function fetched({ name, version, integrity }: LockedPackage): Promise<string> {
  const flat = `${name.replace('@', '').replace('/', '-')}-${version}`;
  return cachedFolder(`package-${flat}`, async (draft) => {
    const tarball = join(draft, `${flat}.tgz`);
    await runTool('npm', ['pack', `${name}@${version}`, '--pack-destination', draft], draft);
    const digest = `sha512-${createHash('sha512')
      .update(await readFile(tarball))
      .digest('base64')}`;
    if (digest !== integrity) throw new Error(`${name}@${version} does not have its pinned digest`);
    await runTool('tar', ['-xzf', tarball, '--strip-components=1', '-C', draft], draft);
    await rm(tarball);
  });
}
