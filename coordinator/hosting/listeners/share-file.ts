import { join } from 'node:path';
import * as z from 'zod';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';
import type { Damages } from '../../store/files/damages.ts';
import { writeFileDurably } from '../../store/files/durable-file.ts';
import { readRecord } from '../../store/files/read-record.ts';

const FILE = 'share.json';
const FORMAT = 1;

export function sharePath(dataDir: string): string {
  return join(dataDir, FILE);
}

const Keyed = z.object({ certificate: z.string(), key: z.string() });

/**
 * The stored state of sharing. The certificate authority is retained when sharing ends, so that runners that trust it
 * can connect when sharing starts again.
 */
export const KeptShare = z.object({
  shared: z
    .object({
      address: z.string(),
      port: z.int().min(0).max(65_535),
      kind: z.enum(['own-ca', 'files']),
      names: z.array(z.string()),
      certificate: z.string(),
      key: z.string(),
    })
    .optional(),
  /** The port that was used last. */
  lastPort: z.int().optional(),
  authority: Keyed.optional(),
});
export type KeptShare = z.infer<typeof KeptShare>;

/** The content of the file, with its format version. */
export const ShareRecord = KeptShare.extend({ formatVersion: z.int(), writtenBy: z.string() });

/**
 * Returns the stored state, which is empty at first. A damaged file is set aside: the coordinator is then not shared,
 * and its certificate authority is lost. Throws `data-newer`.
 */
export async function readShare(dataDir: string, damages: Damages): Promise<KeptShare> {
  const path = sharePath(dataDir);
  const kept = await damages.readOrSetAside(path, () => readRecord(path, ShareRecord, FORMAT));
  if (kept === undefined) return {};
  const { formatVersion: _, writtenBy: __, ...share } = kept;
  return share;
}

/** Writes the file. Only the owner may read it, because it contains private keys. */
export async function writeShare(dataDir: string, share: KeptShare): Promise<void> {
  const content = { formatVersion: FORMAT, writtenBy: PROGRAM_VERSION, ...share };
  await writeFileDurably(sharePath(dataDir), `${JSON.stringify(content)}\n`, 0o600);
}
