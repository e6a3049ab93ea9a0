import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { lockedPackages, packageFolderOf } from './locked-packages.ts';

/** The package that finds the binary of its platform, and the packages that hold one each. */
const PACKAGES = /^@lydell\/node-pty(-\w+-\w+)?$/;

/**
 * Puts the pseudo-terminals of every platform that has a binary into `folder` as packages, so that one VSIX serves all.
 * npm installs only this platform's.
 */
export async function copyPtyBinaries(folder: string): Promise<void> {
  for (const locked of await lockedPackages(PACKAGES)) {
    await cp(await packageFolderOf(locked), join(folder, locked.name), {
      recursive: true,
      filter: (path) => !path.endsWith('.pdb'),
    });
  }
}
