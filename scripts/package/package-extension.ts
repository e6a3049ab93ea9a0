import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { bundles } from '../build/bundles.ts';
import { extensionManifest, readManifest } from './manifest.ts';
import { packageFolder, stage } from './package-folder.ts';
import { copyPtyBinaries } from './pty-binaries.ts';

/** Returns the path of the packaged VSIX of this version. */
export async function extensionPackagePath(): Promise<string> {
  const { name, version } = await readManifest();
  return join(packageFolder, `${name}-${version}.vsix`);
}

/**
 * Builds one VSIX for every platform. Its `dist` folder contains the programs and the pseudo-terminal binaries, and
 * works when it is copied elsewhere.
 *
 * @returns its path
 */
export async function packageExtension(): Promise<string> {
  const folder = await stage({
    name: 'vsix',
    manifest: extensionManifest(await readManifest()),
    bundles,
    along: [
      'README.md',
      'CHANGELOG.md',
      'SUPPORT.md',
      'LICENSE',
      'media',
      'l10n',
      'package.nls.json',
      'package.nls.de.json',
      'docs/images',
    ],
  });
  await copyPtyBinaries(join(folder, 'dist', 'node_modules'));
  const packagePath = await extensionPackagePath();
  await packFolder(folder, packagePath);
  return packagePath;
}

/** Packs a folder into a VSIX. Rejects if a file contains a secret or is named `.env`. */
export async function packFolder(folder: string, packagePath: string): Promise<void> {
  // Without this file, vsce warns that the whole folder is packaged, which is intended here.
  await writeFile(join(folder, '.vscodeignore'), '');
  await createVSIX({
    cwd: folder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
}
