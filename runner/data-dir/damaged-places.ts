import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type SetAside, setAside } from '../../support/files/set-aside.ts';
import type { RunnerLog } from '../logging/log.ts';
import { keeperLayout } from './keeper-layout.ts';

/**
 * Sets aside any file at the path of a folder of the data dir, and any non-regular file at the path of a file that the
 * runner only writes. The readers of other files check those themselves.
 */
export function setAsideMisplaced(dataDir: string): readonly SetAside[] {
  const layout = keeperLayout(dataDir);
  const logs = join(dataDir, 'logs');
  const folders = [layout.keeper, layout.spool, layout.scripts, join(dataDir, 'files'), logs];
  const misplaced = folders.flatMap((path) => aside(path, !isFolder(path), 'it is not a folder'));
  const files = [join(dataDir, 'health.json'), layout.log, ...namesIn(logs).map((name) => join(logs, name))];
  return [...misplaced, ...files.flatMap((path) => aside(path, !isFile(path), 'it is not a regular file'))];

  function aside(path: string, isMisplaced: boolean, problem: string): readonly SetAside[] {
    return isMisplaced ? [setAside(dataDir, path, problem)] : [];
  }
}

export function logSetAside(log: RunnerLog, damage: SetAside): void {
  log.warn({ ...damage }, 'a damaged file was set aside');
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
