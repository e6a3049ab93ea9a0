import { join } from 'node:path';
import { ReceivedArchives } from '../../projects/archive/received-archives.ts';
import type { DataDir } from '../../store/data-dir/data-dir.ts';
import { requireRoom } from '../../store/data-dir/require-room.ts';

/** Opens the folder in the data dir for project archives that are being imported. */
export function openReceivedArchives(dataDir: DataDir): Promise<ReceivedArchives> {
  return ReceivedArchives.open({
    path: join(dataDir.path, 'imports'),
    requireRoom: () => requireRoom(dataDir.latestDiskSpace(), dataDir.path),
  });
}
