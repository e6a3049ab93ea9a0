import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { Node } from '../nodes/node.ts';

/** A file of a folder that could not be read; `problem` contains its path. */
export interface FailedFile {
  readonly file: string;
  readonly problem: string;
}

/** The nodes of a source. */
export interface SourceContent {
  readonly nodes: readonly Node[];
  /** For a folder: the name of the file that each node comes from, in the order of the nodes. */
  readonly origins?: readonly string[] | undefined;
  /** For a folder: files that could not be read, so that their nodes are missing. Absent: none. */
  readonly failed?: readonly FailedFile[] | undefined;
}

/** The nodes of one file of a folder. */
export interface FilePart {
  readonly file: string;
  readonly nodes: readonly Node[];
}

const MOST_NAMED = 5;
const LONGEST_PROBLEM = 500;

/**
 * Merges the files of a folder, in the order of their names. If several files contain a node of the same name, the last
 * file wins.
 */
export function contentOfFiles(
  parts: readonly FilePart[],
  failed: readonly FailedFile[] = [],
): SourceContent {
  const byName = new Map<string, { readonly node: Node; readonly file: string }>();
  const inOrder = parts.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  for (const { file, nodes } of inOrder) for (const node of nodes) byName.set(node.name, { node, file });
  const all = [...byName.values()];
  const content = { nodes: all.map(({ node }) => node), origins: all.map(({ file }) => file) };
  return failed.length === 0 ? content : { ...content, failed };
}

/** Adds to `read` the nodes that unreadable files had in `before`, and the nodes in `before` whose file is unknown. */
export function withLastGood(read: SourceContent, before: SourceContent | undefined): SourceContent {
  const { failed = [] } = read;
  if (failed.length === 0 || before === undefined) return read;
  const missing = new Set(failed.map(({ file }) => file));
  const kept = partsOf(before).filter(({ file }) => file === UNKNOWN || missing.has(file));
  return contentOfFiles([...kept, ...partsOf(read)], failed);
}

/** Returns whether some nodes are from an earlier read: nodes of unreadable files, or nodes whose file is unknown. */
export function holdsOlderNodes({ origins = [], failed = [] }: SourceContent): boolean {
  if (failed.length === 0) return false;
  const missing = new Set(failed.map(({ file }) => file));
  return origins.some((file) => file === UNKNOWN || missing.has(file));
}

/** Describes why a file of a folder cannot be read. */
export function failedFile(file: string, error: unknown): FailedFile {
  const isKnown = isOutrunnerError(error) && error.code === 'nodes-invalid';
  const problem = isKnown ? String(error.parameters['problem']) : problemOf(error);
  return { file, problem: problem.slice(0, LONGEST_PROBLEM) };
}

/** Describes the first few failed files; undefined if there are none. */
export function problemOfFiles(failed: readonly FailedFile[] = []): string | undefined {
  if (failed.length === 0) return undefined;
  const more = failed.length > MOST_NAMED ? `; and ${failed.length - MOST_NAMED} more files` : '';
  return failed
    .slice(0, MOST_NAMED)
    .map(({ problem }) => problem)
    .join('; ')
    .concat(more);
}

/** The placeholder for an unknown file of a node. Sorts before every file name. */
const UNKNOWN = '';

function partsOf({ nodes, origins = [] }: SourceContent): FilePart[] {
  const parts = new Map<string, Node[]>();
  for (const [place, node] of nodes.entries()) {
    const file = origins[place] ?? UNKNOWN;
    const part = parts.get(file);
    if (part === undefined) parts.set(file, [node]);
    else part.push(node);
  }
  return Array.from(parts, ([file, of]) => ({ file, nodes: of }));
}
