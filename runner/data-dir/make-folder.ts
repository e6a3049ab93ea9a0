import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from './atomic-file.ts';

/**
 * Makes a folder and those above it, for their owner alone; nothing where it is there. Throws the system's error.
 *
 * `recursive` of Node.js tries for ever where a file system lets nobody make folders and says `ENOENT`, as `/proc` does.
 */
export function makeFolderSync(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' && isFolder(path)) return;
    const above = dirname(path);
    if (code !== 'ENOENT' || isFolder(above)) throw error;
    makeFolderSync(above);
    mkdirSync(path, { mode: 0o700 });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
