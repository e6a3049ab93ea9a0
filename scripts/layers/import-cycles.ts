import { dirname } from 'node:path/posix';
import { type FoundImport, filesLoadedBy } from './imports-of.ts';
import { isTestCode } from './source-files.ts';

/** A chain of files or folders whose value imports lead back to its first member. */
export interface ImportCycle {
  /** In the order of the imports. The first member is repeated at the end. */
  readonly members: readonly string[];
  /** Every import that connects two members of the chain, as `file:line imports target`. */
  readonly imports: readonly string[];
}

/** The imports of each file, by its path from the root. */
type ImportsByFile = ReadonlyMap<string, readonly FoundImport[]>;

/** For each file or folder, the others that it loads, and the imports responsible. */
type ImportGraph = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Finds files that load each other. Type imports are erased and do not count. */
export function fileCycles(imports: ImportsByFile): ImportCycle[] {
  return cyclesOf(graphOf(imports, (file) => file));
}

/**
 * Finds folders that load each other's files. Type imports are erased and do not count. Tests may load
 * anything, so test files, conformance suites and `testing/` folders do not count either.
 */
export function folderCycles(imports: ImportsByFile): ImportCycle[] {
  return cyclesOf(graphOf(new Map([...imports].filter(([file]) => !isTestCode(file))), dirname));
}

/** Returns a shortest cycle through each member of a cycle, except members of a cycle that was already returned. */
function cyclesOf(graph: ImportGraph): ImportCycle[] {
  const reported = new Set<string>();
  const cycles: ImportCycle[] = [];
  for (const member of [...graph.keys()].sort()) {
    if (reported.has(member)) continue;
    const members = shortestCycle(graph, member);
    if (members === undefined) continue;
    for (const each of members) reported.add(each);
    const links = members.slice(1).map((to, index) => graph.get(members[index] ?? '')?.get(to) ?? []);
    cycles.push({ members, imports: links.flat() });
  }
  return cycles;
}

/**
 * Builds the graph of the members that `memberOf` returns for the files: the file itself, or the folder that contains
 * it.
 */
function graphOf(imports: ImportsByFile, memberOf: (file: string) => string): ImportGraph {
  const graph = new Map<string, Map<string, string[]>>();
  for (const [file, found] of imports) {
    const from = memberOf(file);
    for (const { target, line } of filesLoadedBy(file, found)) {
      const to = memberOf(target);
      if (to === from) continue;
      const links = graph.get(from) ?? new Map<string, string[]>();
      graph.set(from, links);
      links.set(to, [...(links.get(to) ?? []), `${file}:${line} imports ${target}`]);
    }
  }
  return graph;
}

/** Returns the shortest chain from a member back to itself, found breadth-first, or undefined if there is none. */
function shortestCycle(graph: ImportGraph, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const member of queue) {
    for (const next of graph.get(member)?.keys() ?? []) {
      if (next === start) return [...pathTo(member, start, cameFrom), start];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, member);
      queue.push(next);
    }
  }
  return undefined;
}

function pathTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [end];
  for (let at = end; at !== start; path.unshift(at)) at = cameFrom.get(at) ?? start;
  return path;
}
