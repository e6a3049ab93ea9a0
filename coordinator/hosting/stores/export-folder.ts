import { join } from 'node:path';
import type { AsyncExportsParts } from '../../projects/archive/async-exports.ts';
import type { DataDir } from '../../store/data-dir/data-dir.ts';
import { requireRoom } from '../../store/data-dir/require-room.ts';

/** Returns the folder in the data dir for project archives that clients have not downloaded yet. */
export function exportFolder(dataDir: DataDir): Pick<AsyncExportsParts, 'folder' | 'requireRoom'> {
  return {
    folder: join(dataDir.path, 'exports'),
    requireRoom: () => requireRoom(dataDir.latestDiskSpace(), dataDir.path),
  };
}
