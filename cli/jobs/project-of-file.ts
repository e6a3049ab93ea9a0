import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FOLDER_LINK_NAME } from '../../job-language/sync/folder-link.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import { projectOf, type SessionEnvironment } from '../session/session.ts';
import { openLinkedFolder } from './sync/linked-folder.ts';

/**
 * Returns the project of a job file: `-p`, otherwise `OUTRUNNER_PROJECT`, otherwise that of the nearest
 * `outrunner.json` in the folder of the file or above. Throws `usage` if none is set, `folder-link-invalid`,
 * `folder-unsafe`, and `folder-link-elsewhere` if the file links its folder to another coordinator.
 */
export async function projectOfFile(
  file: string,
  option: string | undefined,
  environment: SessionEnvironment,
): Promise<ProjectName> {
  const isNamed = (option ?? environment.OUTRUNNER_PROJECT ?? '') !== '';
  const folder = isNamed ? undefined : linkedFolderAround(file);
  if (folder === undefined) return projectOf(option, environment);
  const { link } = (await openLinkedFolder(folder, environment)).folder;
  return link.project;
}

function linkedFolderAround(file: string): string | undefined {
  let folder = dirname(resolve(file));
  while (!existsSync(join(folder, FOLDER_LINK_NAME))) {
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
  return folder;
}
