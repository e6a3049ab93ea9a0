import { dirname, join, normalize } from 'node:path/posix';
import { type Comment, parseSync, Visitor } from 'oxc-parser';
import { lineAt, stringValue } from './parsed-source.ts';

/** A reference to a module in a source file. */
export interface FoundImport {
  /** The name as written; undefined if it is computed at run time. */
  readonly specifier: string | undefined;
  /** 1-based. */
  readonly line: number;
  /** Whether the import is erased at build time and loads nothing. */
  readonly typeOnly: boolean;
}

/** Returns the file of a relative import, as a path from the root. */
export function importedFile(file: string, specifier: string): string {
  return normalize(join(dirname(file), specifier));
}

/**
 * Returns the files that a file loads by relative imports, with the line of each. Imports of types are erased and load
 * nothing.
 */
export function filesLoadedBy(
  file: string,
  found: readonly FoundImport[],
): { readonly target: string; readonly line: number }[] {
  return found.flatMap(({ specifier, typeOnly, line }) =>
    typeOnly || !specifier?.startsWith('.') ? [] : [{ target: importedFile(file, specifier), line }],
  );
}

/**
 * Returns every reference to another module in a TypeScript file: `import`, `export … from`, `import()`, `import type`,
 * type-position `import("…")`, `import x = require()`, `require()`, `require.resolve()`, `import.meta.resolve()`,
 * `declare module` and `/// <reference>`.
 *
 * @throws if the text cannot be parsed
 */
export function importsOf(path: string, text: string): FoundImport[] {
  const { program, errors, comments } = parseSync(path, text);
  const broken = errors[0];
  if (broken !== undefined) throw new Error(`${path}: ${broken.message}`);

  const found: FoundImport[] = [];
  const add = (node: { start: number }, specifier: string | undefined, typeOnly: boolean) =>
    found.push({ specifier, typeOnly, line: lineAt(text, node.start) });

  new Visitor({
    ImportDeclaration: (node) => add(node, node.source.value, node.importKind === 'type'),
    ExportAllDeclaration: (node) => add(node, node.source.value, node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => {
      if (node.source) add(node, node.source.value, node.exportKind === 'type');
    },
    ImportExpression: (node) => add(node, stringValue(node.source), false),
    TSImportType: (node) => add(node, node.source.value, true),
    TSExternalModuleReference: (node) => add(node, node.expression.value, false),
    TSModuleDeclaration: (node) => {
      if (node.id.type === 'Literal') add(node, node.id.value, true);
    },
    CallExpression: (node) => {
      if (LOADING_CALL.test(text.slice(node.callee.start, node.callee.end))) {
        add(node, stringValue(node.arguments[0]), false);
      }
    },
  }).visit(program);

  return [...found, ...comments.flatMap((comment) => reference(comment, text))];
}

const LOADING_CALL = /^(require|require\s*\.\s*resolve|import\s*\.\s*meta\s*\.\s*resolve)$/;
const REFERENCE = /^\/\s*<reference\s+(?:types|path)\s*=\s*["']([^"']+)["']/;

function reference(comment: Comment, text: string): FoundImport[] {
  const specifier = comment.type === 'Line' ? REFERENCE.exec(comment.value)?.[1] : undefined;
  return specifier === undefined ? [] : [{ specifier, typeOnly: true, line: lineAt(text, comment.start) }];
}
