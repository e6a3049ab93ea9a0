import { globSync } from 'node:fs';
import { sep } from 'node:path';

/** Top-level folders with third-party or generated code. */
const NOT_SOURCE = ['node_modules', 'dist', 'coverage'];

/** Returns every TypeScript and JavaScript file below the root, relative to it, with forward slashes. */
export function sourceFiles(root: string): string[] {
  return globSync('*/**/*.{ts,mts,cts,tsx,js,mjs,cjs}', {
    cwd: root,
    exclude: (path) => NOT_SOURCE.includes(path) || path.startsWith('.'),
  })
    .map((file) => file.replaceAll(sep, '/'))
    .sort();
}

/** Returns whether a file is a test, a conformance suite, or code in a `testing/` folder that tests share. */
export function isTestCode(file: string): boolean {
  return /\.(?:test|conformance)\.ts$|\/testing\//.test(file);
}
