import { join } from 'node:path';
import { isOpenStatus } from '../../../protocol/entities/open-statuses.ts';
import type { Settings } from '../../../protocol/entities/settings.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { Executions } from '../../executions/executions.ts';
import { FileFolder } from '../../files/file-folder.ts';
import { StoredInputFiles } from '../../files/stored-input-files.ts';
import { SYSTEM_CLOCK } from '../../runner-protocol/system-clock.ts';
import type { DataDir } from '../../store/data-dir/data-dir.ts';
import { requireRoom } from '../../store/data-dir/require-room.ts';
import type { Closers } from '../lifecycle/closers.ts';
import type { Log } from '../lifecycle/log.ts';

/** Folder in the data dir. */
const FOLDER = 'input-files';

export interface InputFilesOptions {
  readonly dataDir: DataDir;
  readonly settings: () => Settings;
  readonly log: Log;
  readonly closers: Closers;
}

/** Opens the store of option files. */
export async function openInputFiles(options: InputFilesOptions): Promise<StoredInputFiles> {
  const { dataDir, settings, log, closers } = options;
  const files = await StoredInputFiles.open({
    folder: await FileFolder.open(join(dataDir.path, FOLDER), dataDir.damages),
    clock: SYSTEM_CLOCK,
    limits: () => settings().uploads,
    requireRoom: () => requireRoom(dataDir.latestDiskSpace(), dataDir.path),
    onProblem: (problem) =>
      log.warn({ problem: problemOf(problem) }, 'an uploaded file could not be removed yet'),
  });
  closers.add('input files', () => files.close());
  return files;
}

/** Removes the files of executions that ended, or never started, before a crash. */
export async function releaseEndedFiles(
  files: StoredInputFiles,
  executions: Pick<Executions, 'get'>,
): Promise<void> {
  await files.releaseEnded(async (id: ExecutionId) => {
    const status = (await executions.get(id))?.status;
    if (status === undefined) return 'never-started';
    // A failed execution that is retried passes its files to the retry.
    return isOpenStatus(status) || status === 'failed-with-retry' ? 'open' : 'ended';
  });
}
