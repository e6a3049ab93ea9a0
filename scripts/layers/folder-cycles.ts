import { dirname } from 'node:path/posix';
import { type FoundImport, filesLoadedBy } from './imports-of.ts';

/** A chain of folders of one room whose value imports lead back to its first folder. */
export interface FolderCycle {
  /** In the order of the imports. The first folder is repeated at the end. */
  readonly folders: readonly string[];
  /** Every import that makes a link of the chain, as `file:line imports target`. */
  readonly imports: readonly string[];
}

/** For each folder, the folders whose files it loads, and the imports that do so. */
type FolderGraph = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/**
 * Finds folders of one room that load each other's files. Type imports are erased and do not count. Tests may load
 * anything, so test files, conformance suites and `testing/` folders do not count either.
 *
 * @param imports the imports of each file, by its path from the root
 * @param rooms the rooms to look at
 * @returns a shortest cycle through each folder that takes part in one, except for folders that an earlier cycle contains
 */
export function folderCycles(
  imports: ReadonlyMap<string, readonly FoundImport[]>,
  rooms: readonly string[],
): FolderCycle[] {
  const graph = folderGraph(imports, rooms);
  const reported = new Set<string>();
  const cycles: FolderCycle[] = [];
  for (const folder of [...graph.keys()].sort()) {
    if (reported.has(folder)) continue;
    const folders = shortestCycle(graph, folder);
    if (folders === undefined) continue;
    for (const member of folders) reported.add(member);
    const links = folders.slice(1).map((to, index) => graph.get(folders[index] ?? '')?.get(to) ?? []);
    cycles.push({ folders, imports: links.flat() });
  }
  return cycles;
}

function folderGraph(
  imports: ReadonlyMap<string, readonly FoundImport[]>,
  rooms: readonly string[],
): FolderGraph {
  const graph = new Map<string, Map<string, string[]>>();
  for (const [file, found] of imports) {
    if (!rooms.includes(roomOf(file)) || isTestCode(file)) continue;
    const from = dirname(file);
    for (const { target, line } of filesLoadedBy(file, found)) {
      const to = dirname(target);
      if (to === from || roomOf(target) !== roomOf(file)) continue;
      const links = graph.get(from) ?? new Map<string, string[]>();
      graph.set(from, links);
      links.set(to, [...(links.get(to) ?? []), `${file}:${line} imports ${target}`]);
    }
  }
  return graph;
}

/** Returns the shortest chain from a folder back to itself, found breadth-first, or undefined if there is none. */
function shortestCycle(graph: FolderGraph, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    for (const next of graph.get(folder)?.keys() ?? []) {
      if (next === start) return [...pathTo(folder, start, cameFrom), start];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, folder);
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

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function isTestCode(file: string): boolean {
  return /\.(?:test|conformance)\.ts$|\/testing\//.test(file);
}
