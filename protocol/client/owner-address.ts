import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** The file in a data dir that contains the address of the coordinator that owns the data dir. */
export const OWNER_ADDRESS_FILE = 'address.json';

/** Address of the coordinator that owns a data dir, as the coordinator recorded it. The coordinator may have exited. */
export const OwnerAddress = z.object({
  pid: z.int().positive(),
  /** Base URL of the coordinator's TCP port, without a trailing slash. */
  url: z.string().optional(),
  /** Path of the coordinator's local socket or named pipe. */
  socket: z.string().optional(),
  /** Version of the program that wrote the file. */
  writtenBy: z.string(),
});
export type OwnerAddress = z.infer<typeof OwnerAddress>;

/** Returns the address that the latest owner wrote; undefined if there is no readable one. */
export async function readOwnerAddress(dataDir: string): Promise<OwnerAddress | undefined> {
  try {
    return OwnerAddress.parse(JSON.parse(await readFile(join(dataDir, OWNER_ADDRESS_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}
