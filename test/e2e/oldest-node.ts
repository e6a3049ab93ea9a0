import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Node on this machine. */
export interface FoundNode {
  readonly executable: string;
  /** Such as 20.15. */
  readonly version: number;
}

/** The oldest Node of this machine: the one that set the checkout up, where that is older than the pinned one. */
export function oldestNode(): FoundNode {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  const candidates = [process.execPath, process.env['npm_node_execpath'], ...onPath];
  const [oldest] = candidates
    .filter((executable) => executable !== undefined && existsSync(executable))
    .map((executable) => ({ executable: executable ?? '', version: versionOf(executable ?? '') }))
    .sort((a, b) => a.version - b.version);
  if (oldest === undefined) throw new Error('there is no Node, although one runs this');
  return oldest;
}

function versionOf(executable: string): number {
  const [major, minor = ''] = execFileSync(executable, ['--version'], { encoding: 'utf8' })
    .slice(1)
    .split('.');
  return Number(`${major}.${minor.padStart(3, '0')}`);
}
