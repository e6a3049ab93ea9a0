import { isBuiltin } from 'node:module';
import { type FoundImport, importedFile } from './imports-of.ts';
import { browserRooms, confinedModules, pureFolders, rooms, shippedRooms, typesOnly } from './rules.ts';
import { isTestCode } from './source-files.ts';

/** A forbidden import. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/**
 * Returns the imports in a file that the rules of the rooms forbid. `file` is relative to the root, with forward
 * slashes.
 */
export function violationsOf(file: string, imports: readonly FoundImport[]): Violation[] {
  if (rooms[roomOf(file)] === undefined)
    return [{ file, line: 1, message: 'is in no room: give its folder a rule' }];
  return imports.flatMap((found) => {
    const message =
      found.specifier === undefined
        ? computedProblem(file)
        : namedProblem(file, found.specifier, found.typeOnly);
    return message === undefined ? [] : [{ file, line: found.line, message }];
  });
}

function computedProblem(file: string): string | undefined {
  if (!shippedRooms.includes(roomOf(file))) return undefined;
  return 'a module is loaded by a computed name, which this check cannot follow: write the name as a literal';
}

function namedProblem(file: string, specifier: string, typeOnly: boolean): string | undefined {
  if (specifier.startsWith('/') || specifier.startsWith('file:')) return `'${specifier}' is an absolute path`;
  if (!specifier.startsWith('.')) return packageProblem(file, specifier);
  const target = importedFile(file, specifier);
  return roomProblem(file, target, typeOnly) ?? purityProblem(file, target);
}

function roomProblem(file: string, target: string, typeOnly: boolean): string | undefined {
  const from = roomOf(file);
  const to = roomOf(target);
  if (from === to) return undefined;
  if (rooms[to] === undefined) return `${from} imports ${target}, which is in no room`;
  if (!rooms[from]?.includes(to)) return `${from} may not import ${to} (${target})`;
  const limit = typesOnly[from];
  if (limit?.room === to && !typeOnly && !target.startsWith(limit.codeFrom)) {
    return `${from} may import code only from ${limit.codeFrom} (${target}): write import type`;
  }
  return undefined;
}

function packageProblem(file: string, specifier: string): string | undefined {
  const name = moduleName(specifier);
  const confined = confinedModules.find(({ module }) => module === name);
  if (confined && !confined.folders.some((folder) => file.startsWith(folder))) {
    return `${name} may be imported only in ${confined.folders.join(', ')}: ${confined.why}`;
  }
  if (isTestCode(file)) return undefined;
  const room = roomOf(file);
  if (isBuiltin(specifier) && browserRooms.includes(room))
    return `${room} runs in a browser, which has no ${name}`;
  return pureFolderOf(file) === undefined
    ? undefined
    : `${pureFolderOf(file)} is pure and may not import ${name}`;
}

function purityProblem(file: string, target: string): string | undefined {
  const folder = pureFolderOf(file);
  if (folder === undefined) return undefined;
  const open = [folder, ...(pureFolders[folder] ?? [])];
  return open.some((allowed) => target.startsWith(allowed))
    ? undefined
    : `${folder} is pure and may not import ${target}`;
}

/**
 * Returns the pure folder of a file. Its `testing/` folders contain code that tests share, and are exempt.
 */
function pureFolderOf(file: string): string | undefined {
  if (file.includes('/testing/')) return undefined;
  return Object.keys(pureFolders).find((folder) => file.startsWith(folder));
}

/** Returns the package of a specifier, without the path inside it, or the Node module with the prefix `node:`. */
function moduleName(specifier: string): string {
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}
