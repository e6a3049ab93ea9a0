import { dirname, join, normalize } from 'node:path/posix';
import type { FoundImport } from './imports-of.ts';

/**
 * Circles in which folders of a room import each other, so that none of them can be read or tested alone. What stands
 * in a subfolder counts as its folder, a file at the top of a room (a composition root, a word that all share) as
 * itself. Tests are left out: they may look at everything beside them.
 *
 * @param imports the imports of each file, by its path from the root
 * @returns each circle in order, its first member again at the end
 */
export function folderCycles(imports: ReadonlyMap<string, readonly FoundImport[]>): string[][] {
  const arrows = arrowsOf(imports);
  const done = new Set<string>();
  const cycles: string[][] = [];
  const walk = (place: string, path: readonly string[]): void => {
    const start = path.indexOf(place);
    if (start >= 0) {
      cycles.push([...path.slice(start), place]);
      return;
    }
    if (done.has(place)) return;
    for (const next of arrows.get(place) ?? []) walk(next, [...path, place]);
    done.add(place);
  };
  for (const place of arrows.keys()) walk(place, []);
  return cycles;
}

function arrowsOf(imports: ReadonlyMap<string, readonly FoundImport[]>): Map<string, Set<string>> {
  const arrows = new Map<string, Set<string>>();
  for (const [file, found] of imports) {
    if (file.endsWith('.test.ts')) continue;
    const from = placeOf(file);
    for (const { specifier } of found) {
      if (!specifier?.startsWith('.')) continue;
      const to = placeOf(normalize(join(dirname(file), specifier)));
      if (to !== from) arrows.set(from, (arrows.get(from) ?? new Set()).add(to));
    }
  }
  return arrows;
}

/** The folder of a room that holds a file, or the file itself where it stands at the top of its room. */
function placeOf(file: string): string {
  return file.split('/').slice(0, 2).join('/');
}
