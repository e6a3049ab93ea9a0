import { globSync } from 'node:fs';
import { sep } from 'node:path';
import { rooms } from './rules.ts';

/** Every file of TypeScript or JavaScript in the rooms, relative to the root, with forward slashes. */
export function sourceFiles(root: string): string[] {
  return globSync(
    Object.keys(rooms).map((room) => `${room}/**/*.{ts,mts,cts,tsx,js,mjs,cjs}`),
    { cwd: root, exclude: (name) => name === 'node_modules' },
  )
    .map((file) => file.replaceAll(sep, '/'))
    .sort();
}
