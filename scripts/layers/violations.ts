import { isBuiltin } from 'node:module';
import { type FoundImport, importedFile } from './imports-of.ts';
import { browserLayers, confinedModules, layers, pureFolders, shippedLayers, typesOnly } from './rules.ts';
import { isTestCode } from './source-files.ts';

/** A forbidden import. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/**
 * Returns the imports in a file that the rules of the layers forbid. `file` is relative to the root, with forward
 * slashes.
 */
export function violationsOf(file: string, imports: readonly FoundImport[]): Violation[] {
  if (layers[layerOf(file)] === undefined)
    return [{ file, line: 1, message: 'is in no layer: give its folder a rule' }];
  return imports.flatMap((found) => {
    const message =
      found.specifier === undefined
        ? computedProblem(file)
        : namedProblem(file, found.specifier, found.typeOnly);
    return message === undefined ? [] : [{ file, line: found.line, message }];
  });
}

function computedProblem(file: string): string | undefined {
  if (!shippedLayers.includes(layerOf(file))) return undefined;
  return 'a module is loaded by a computed name, which this check cannot follow: write the name as a literal';
}

function namedProblem(file: string, specifier: string, typeOnly: boolean): string | undefined {
  if (specifier.startsWith('/') || specifier.startsWith('file:')) return `'${specifier}' is an absolute path`;
  if (!specifier.startsWith('.')) return packageProblem(file, specifier);
  const target = importedFile(file, specifier);
  return layerProblem(file, target, typeOnly) ?? purityProblem(file, target);
}

function layerProblem(file: string, target: string, typeOnly: boolean): string | undefined {
  const from = layerOf(file);
  const to = layerOf(target);
  if (from === to) return undefined;
  if (layers[to] === undefined) return `${from} imports ${target}, which is in no layer`;
  if (!layers[from]?.includes(to)) return `${from} may not import ${to} (${target})`;
  const limit = typesOnly[from];
  if (limit?.layer === to && !typeOnly && !target.startsWith(limit.codeFrom)) {
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
  const layer = layerOf(file);
  if (isBuiltin(specifier) && browserLayers.includes(layer))
    return `${layer} runs in a browser, which has no ${name}`;
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

function layerOf(path: string): string {
  return path.split('/')[0] ?? '';
}
