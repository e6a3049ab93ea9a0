import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { lockedPackages, packageFolderOf } from './locked-packages.ts';

/** The package that loads the binary of its platform, and the packages with one binary each. */
const PACKAGES = /^@lydell\/node-pty(-\w+-\w+)?$/;

/**
 * Copies the pseudo-terminal packages of every platform into `folder`, so that one VSIX serves all platforms. npm
 * installs only those of the current platform.
 */
export async function copyPtyBinaries(folder: string): Promise<void> {
  for (const locked of await lockedPackages(PACKAGES)) {
    await cp(await packageFolderOf(locked), join(folder, locked.name), {
      recursive: true,
      filter: (path) => !path.endsWith('.pdb'),
    });
  }
}
