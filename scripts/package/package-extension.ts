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
    along: ['README.md', 'CHANGELOG.md', 'LICENSE', 'media', 'l10n', 'package.nls.json', 'docs/images'],
  });
  await copyPtyBinaries(join(folder, 'dist', 'node_modules'));
  // Without this file, vsce warns that the whole folder is packaged, which is intended here.
  await writeFile(join(folder, '.vscodeignore'), '');
  const packagePath = await extensionPackagePath();
  await createVSIX({
    cwd: folder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return packagePath;
}
