import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Returns the oldest Node found: the pinned one, unless the PATH or the npm that started the tests has an older one.
 */
export function oldestNode(): string {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return [process.env['npm_node_execpath'], ...onPath]
    .filter((candidate) => candidate !== undefined)
    .filter((candidate) => existsSync(candidate))
    .reduce((oldest, next) => (majorOf(next) < majorOf(oldest) ? next : oldest), process.execPath);
}

function majorOf(executable: string): number {
  return Number.parseInt(execFileSync(executable, ['--version'], { encoding: 'utf8' }).slice(1), 10);
}
