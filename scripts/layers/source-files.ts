import { globSync } from 'node:fs';
import { sep } from 'node:path';

/** Folders of the root whose code is not ours, or is made from it. */
const NOT_SOURCE = ['node_modules', 'dist', 'coverage'];

/** Every file of TypeScript or JavaScript below the root, relative to it, with forward slashes. */
export function sourceFiles(root: string): string[] {
  return globSync('*/**/*.{ts,mts,cts,tsx,js,mjs,cjs}', {
    cwd: root,
    exclude: (path) => NOT_SOURCE.includes(path) || path.startsWith('.'),
  })
    .map((file) => file.replaceAll(sep, '/'))
    .sort();
}
