import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER_LINK_NAME } from '../../job-language/sync/folder-link.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import { projectOf, type SessionEnvironment } from '../session/session.ts';
import { ownerCheck } from './sync/file-owner.ts';
import { searchedFolders, searchLimits } from './sync/folder-search.ts';
import { openLinkedFolder } from './sync/linked-folder.ts';

/**
 * Returns the project of a job file: `-p`, otherwise `OUTRUNNER_PROJECT`, otherwise that of the nearest
 * `outrunner.json` in the folder of the file or above. Throws `usage` if none is set, `folder-link-invalid`,
 * `folder-unsafe`, `folder-link-foreign` if another user owns the file, and `folder-link-elsewhere` if the file links its
 * folder to another coordinator.
 */
export async function projectOfFile(
  file: string,
  option: string | undefined,
  environment: SessionEnvironment,
): Promise<ProjectName> {
  const isNamed = (option ?? environment.OUTRUNNER_PROJECT ?? '') !== '';
  const folder = isNamed ? undefined : await linkedFolderAround(file);
  if (folder === undefined) return projectOf(option, environment);
  // Other users may write in a folder above, such as /tmp, and would choose where the job runs.
  const check = ownerCheck({ uid: process.geteuid?.(), sudoUid: environment.SUDO_UID });
  const { link } = (await openLinkedFolder(folder, environment, check)).folder;
  return link.project;
}

async function linkedFolderAround(file: string): Promise<string | undefined> {
  for await (const folder of searchedFolders(file, searchLimits()))
    if (existsSync(join(folder, FOLDER_LINK_NAME))) return folder;
  return undefined;
}
