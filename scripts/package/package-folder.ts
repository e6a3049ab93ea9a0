import { existsSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll } from '../build/build-all.ts';
import type { Bundle } from '../build/bundles.ts';
import { root } from '../checkout/root.ts';
import type { Manifest } from './manifest.ts';

/** Folder for packages. */
export const packageFolder = join(root, 'dist', 'package');

export interface StagedPackage {
  readonly name: string;
  readonly manifest: Manifest;
  readonly bundles: readonly Bundle[];
  /** Files and folders of the root that are included if they exist. */
  readonly along: readonly string[];
}

/**
 * Assembles a package in its own folder, so that a list determines the shipped files, not the content of the checkout.
 * Source maps are stored outside that folder, in `dist/package/sourcemaps`.
 *
 * @returns the folder
 */
export async function stage(wanted: StagedPackage): Promise<string> {
  const folder = join(packageFolder, wanted.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await buildAll({
    root,
    kind: 'production',
    bundles: wanted.bundles,
    place: { outputFolder: join(folder, 'dist'), sourceMapFolder: join(packageFolder, 'sourcemaps') },
  });
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(wanted.manifest, null, 2)}\n`);
  for (const file of wanted.along) {
    if (existsSync(join(root, file))) await cp(join(root, file), join(folder, file), { recursive: true });
  }
  return folder;
}
