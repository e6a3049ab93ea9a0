import { linksTo } from '../../../job-language/sync/folder-link.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { coordinatorUrl, type SessionEnvironment } from '../../session/session.ts';
import type { OwnerCheck } from './file-owner.ts';
import { FolderOnDisk } from './folder-on-disk.ts';

/**
 * Opens a linked folder of the coordinator of the environment, and returns it with the URL of the coordinator.
 *
 * @param check throws an error unless the owner of `outrunner.json` is trusted; absent: every owner is
 * @throws {OutrunnerError} `usage`, `folder-link-invalid`, `folder-unsafe`, and `folder-link-elsewhere` if the folder is
 * linked to another coordinator
 */
export async function openLinkedFolder(
  path: string,
  environment: SessionEnvironment,
  check?: OwnerCheck,
): Promise<{ readonly folder: FolderOnDisk; readonly url: string }> {
  const folder = await FolderOnDisk.open(path, check);
  const { link } = folder;
  const url = coordinatorUrl(environment);
  if (linksTo(link, url)) return { folder, url };
  throw new OutrunnerError('folder-link-elsewhere', { linked: link.coordinator ?? '', url });
}
