import { join } from 'node:path';
import type { AsyncExportsParts } from '../../projects/archive/async-exports.ts';
import { ExportFolder } from '../../projects/archive/export-folder.ts';
import { SYSTEM_CLOCK } from '../../runner-protocol/system-clock.ts';
import type { DataDir } from '../../store/data-dir/data-dir.ts';
import { requireRoom } from '../../store/data-dir/require-room.ts';
import type { Closers } from '../lifecycle/closers.ts';

/** Opens the folder in the data dir for project archives that clients have not downloaded yet. */
export async function openExportFolder(
  dataDir: DataDir,
  closers: Closers,
): Promise<Pick<AsyncExportsParts, 'folder' | 'requireRoom'>> {
  const folder = await ExportFolder.open(join(dataDir.path, 'exports'), SYSTEM_CLOCK.after);
  closers.add('exports', () => folder.close());
  return { folder, requireRoom: () => requireRoom(dataDir.latestDiskSpace(), dataDir.path) };
}
