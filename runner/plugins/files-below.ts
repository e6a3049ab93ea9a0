import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { matchesPathPattern } from './path-pattern.ts';

/** Maximum depth of folders. Limits cycles of links. */
const DEEPEST = 64;

export interface FileSelection {
  /** Pattern of paths; if absent, all files are selected. */
  readonly pattern: string | undefined;
  /** Whether a matching folder selects all files in it. */
  readonly wholeFolders: boolean;
}

/** Yields the selected files of a folder as relative paths with `/`, sorted by name. Follows links. */
export function filesBelow(root: string, selection: FileSelection): AsyncGenerator<string> {
  return selected(root, '', selection.pattern === undefined, selection, 0);
}

async function* selected(
  root: string,
  folder: string,
  isSelected: boolean,
  selection: FileSelection,
  depth: number,
): AsyncGenerator<string> {
  const names = (await readdir(join(root, folder))).sort();
  for (const name of names) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const found = await stat(join(root, path)).catch(() => undefined);
    const matches = isSelected || matchesPathPattern(path, selection.pattern ?? '');
    if (found?.isFile() === true) {
      if (matches) yield path;
    } else if (found?.isDirectory() === true && depth < DEEPEST) {
      const all = isSelected || (selection.wholeFolders && matches);
      yield* selected(root, path, all, selection, depth + 1);
    }
  }
}
