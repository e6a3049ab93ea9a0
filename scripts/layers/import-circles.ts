import { type FoundImport, filesLoadedBy } from './imports-of.ts';

/**
 * Circles in which files load each other, so that none of them can be read or tested alone, and which of them finds
 * another half loaded depends on who was first. Types are erased and make no circle.
 *
 * @param imports the imports of each file, by its path from the root
 * @returns each circle in the order of its imports, its first file again at the end
 */
export function importCircles(imports: ReadonlyMap<string, readonly FoundImport[]>): string[][] {
  const done = new Set<string>();
  const circles: string[][] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      circles.push([...path.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    for (const { target } of filesLoadedBy(file, imports.get(file) ?? [])) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) walk(file, []);
  return circles;
}
