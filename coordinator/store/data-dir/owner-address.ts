import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER_ADDRESS_FILE, type OwnerAddress } from '../../../protocol/client/owner-address.ts';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';
import type { Damages } from '../files/damages.ts';
import { writeFileDurably } from '../files/durable-file.ts';

/**
 * Writes the address of the owner of a data dir. The file does not show whether that owner is alive; the lock on
 * `owner.db` does.
 */
export async function writeOwnerAddress(
  dataDir: string,
  address: Omit<OwnerAddress, 'writtenBy'>,
): Promise<void> {
  const content = { formatVersion: 1, writtenBy: PROGRAM_VERSION, ...address };
  await writeFileDurably(join(dataDir, OWNER_ADDRESS_FILE), `${JSON.stringify(content)}\n`);
}

export async function removeOwnerAddress(dataDir: string, damages: Damages): Promise<void> {
  const path = join(dataDir, OWNER_ADDRESS_FILE);
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory() === true) await damages.setAside(path, 'it is a folder');
  else await rm(path, { force: true });
}
