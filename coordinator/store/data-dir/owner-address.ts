import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';
import { writeFileDurably } from '../files/durable-file.ts';

const FILE = 'address.json';

/** Where the owner of a data dir is reached. It says nothing of whether that owner still lives: `owner.db` does. */
export const OwnerAddress = z.object({
  pid: z.int().positive(),
  /** Base URL of its TCP port, without a trailing slash. */
  url: z.string().optional(),
  /** Path of its local socket or named pipe. */
  socket: z.string().optional(),
});
export type OwnerAddress = z.infer<typeof OwnerAddress>;

export async function writeOwnerAddress(dataDir: string, address: OwnerAddress): Promise<void> {
  const content = { formatVersion: 1, writtenBy: PROGRAM_VERSION, ...address };
  await writeFileDurably(join(dataDir, FILE), `${JSON.stringify(content)}\n`);
}

/** The address that the latest owner wrote; undefined when there is none that can be read. */
export async function readOwnerAddress(dataDir: string): Promise<OwnerAddress | undefined> {
  try {
    return OwnerAddress.parse(JSON.parse(await readFile(join(dataDir, FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

export async function removeOwnerAddress(dataDir: string): Promise<void> {
  await rm(join(dataDir, FILE), { force: true });
}
