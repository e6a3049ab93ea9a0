import { linksTo } from '../../../job-language/sync/folder-link.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { coordinatorUrl, type SessionEnvironment } from '../../session/session.ts';
import { FolderOnDisk } from './folder-on-disk.ts';

/**
 * Opens a linked folder of the coordinator of the environment, and returns it with the URL of the coordinator.
 *
 * @throws {OutrunnerError} `usage`, `folder-link-invalid`, `folder-unsafe`, and `folder-link-elsewhere` if the folder is
 * linked to another coordinator
 */
export async function openLinkedFolder(
  path: string,
  environment: SessionEnvironment,
): Promise<{ readonly folder: FolderOnDisk; readonly url: string }> {
  const folder = await FolderOnDisk.open(path);
  const { link } = folder;
  const url = coordinatorUrl(environment);
  if (linksTo(link, url)) return { folder, url };
  throw new OutrunnerError('folder-link-elsewhere', { linked: link.coordinator ?? '', url });
}
