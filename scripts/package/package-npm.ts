import { join } from 'node:path';
import { bundles } from '../build/bundles.ts';
import { npmManifest, readDescription, readManifest } from './manifest.ts';
import { packageFolder, stage } from './package-folder.ts';
import { runTool } from './run-tool.ts';

/**
 * Builds the npm tarball: the command line with coordinator and runner. Its only dependencies are the optional
 * pseudo-terminals.
 *
 * @returns its path
 */
export async function packageNpm(): Promise<string> {
  const manifest = await readManifest();
  const folder = await stage({
    name: 'npm',
    manifest: npmManifest(manifest, await readDescription()),
    bundles: bundles.filter(({ runsIn }) => runsIn === 'node20' || runsIn === 'node22'),
    along: ['README.md', 'CHANGELOG.md', 'LICENSE'],
  });
  await runTool('npm', ['pack', '--pack-destination', packageFolder], folder);
  return join(packageFolder, `${manifest.name}-${manifest.version}.tgz`);
}
