import { access, constants } from 'node:fs/promises';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { makeFolderSync } from '../data-dir/make-folder.ts';
import { tempDirOf } from '../keeper-client/settings-for-keeper.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';

/** Creates the configured folder for temporary files if it is missing. Errors: `usage`. */
export async function openTempDir(
  settings: Pick<RunnerSettings, 'tempDir' | 'overrideTempDir'>,
): Promise<void> {
  const path = tempDirOf(settings);
  if (path === undefined) return;
  try {
    makeFolderSync(path);
    await access(path, constants.W_OK);
  } catch (error) {
    throw new OutrunnerError(
      'usage',
      {
        problem: `runner.dirs.tmp names ${path}, which cannot be used: ${problemOf(error)}.`,
        remedy: 'Set a folder that this user may write to, or remove the setting.',
      },
      { cause: error },
    );
  }
}
