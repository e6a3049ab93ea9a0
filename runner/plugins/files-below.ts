import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { matchesPathPattern } from './path-pattern.ts';

/** Maximum depth of folders: links to a parent folder end here. */
const DEEPEST = 64;

export interface FileSelection {
  /** Absent: all files. */
  readonly pattern: string | undefined;
  /** Whether all files of a matching folder are selected, too. */
  readonly wholeFolders: boolean;
}

/** Returns the selected files of a folder, as relative paths with `/`, sorted by name. Links are followed. */
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
