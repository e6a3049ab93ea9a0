import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What the owner of a coordinator's data dir wrote of itself: `address.json`. It may be gone by now. */
const OwnerAddress = z.object({
  pid: z.int().positive(),
  socket: z.string().optional(),
  url: z.string().optional(),
  writtenBy: z.string(),
});
export type OwnerAddress = z.infer<typeof OwnerAddress>;

export async function readOwnerAddress(dataDir: string): Promise<OwnerAddress | undefined> {
  try {
    return OwnerAddress.parse(JSON.parse(await readFile(join(dataDir, 'address.json'), 'utf8')));
  } catch {
    return undefined;
  }
}
