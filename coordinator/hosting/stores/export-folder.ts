import { join } from 'node:path';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { AsyncExportsParts } from '../../projects/archive/async-exports.ts';
import type { DataDir } from '../../store/data-dir/data-dir.ts';

/** Returns the folder in the data dir for project archives that clients have not downloaded yet. */
export function exportFolder(dataDir: DataDir): Pick<AsyncExportsParts, 'folder' | 'requireRoom'> {
  return { folder: join(dataDir.path, 'exports'), requireRoom: () => requireRoom(dataDir) };
}

/** Throws `storage-low` if little space is left on the disk. */
export function requireRoom(dataDir: DataDir): void {
  const { low, freeBytes } = dataDir.latestDiskSpace();
  if (low) throw new OutrunnerError('storage-low', { free: freeBytes, path: dataDir.path });
}
