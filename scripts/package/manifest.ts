import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../checkout/root.ts';

/** The manifest of the checkout, which serves the extension, the npm package and the development tools. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly [field: string]: unknown;
}

/** Manifest fields for development, which are left out of packages. */
const DEVELOPMENT_FIELDS = ['scripts', 'devDependencies', 'overrides', 'allowScripts', 'private'];

/**
 * Fields that npm reads and VS Code does not. Bundles are CommonJS, so the manifest of the extension does not have a
 * module type.
 */
const NPM_FIELDS = ['bin', 'files', 'type', 'optionalDependencies'];

/** Fields that VS Code reads and npm does not. */
const EXTENSION_FIELDS = [
  ...[
    'activationEvents',
    'badges',
    'capabilities',
    'categories',
    'contributes',
    'displayName',
    'extensionKind',
  ],
  ...['galleryBanner', 'icon', 'l10n', 'main', 'markdown', 'preview', 'pricing', 'publisher', 'qna'],
];

export async function readManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
}

/** Returns the English description of the product. */
export async function readDescription(): Promise<string> {
  const texts = JSON.parse(await readFile(join(root, 'package.nls.json'), 'utf8')) as { description: string };
  return texts.description;
}

/** Returns the manifest of the VSIX. */
export function extensionManifest(manifest: Manifest): Manifest {
  return without(manifest, [...DEVELOPMENT_FIELDS, ...NPM_FIELDS]);
}

/** Returns the manifest of the npm package. `description` replaces the translation key of the checkout. */
export function npmManifest(manifest: Manifest, description: string): Manifest {
  const { node } = manifest['engines'] as { node: string };
  const kept = without(manifest, [...DEVELOPMENT_FIELDS, ...EXTENSION_FIELDS]);
  return { ...kept, description, engines: { node } };
}

function without(manifest: Manifest, fields: readonly string[]): Manifest {
  return Object.fromEntries(
    Object.entries(manifest).filter(([field]) => !fields.includes(field)),
  ) as Manifest;
}
