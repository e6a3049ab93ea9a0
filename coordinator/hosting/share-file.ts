import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { writeFileDurably } from '../store/files/durable-file.ts';
import { systemCode } from '../store/files/storage-error.ts';

const FILE = 'share.json';
const FORMAT = 1;

const Keyed = z.object({ certificate: z.string(), key: z.string() });

/** How the coordinator is shared. Its authority is kept when sharing ends, so that runners that trust it still do. */
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
  /** The port of the last time. */
  lastPort: z.int().optional(),
  authority: Keyed.optional(),
});
export type KeptShare = z.infer<typeof KeptShare>;

const File = KeptShare.extend({ formatVersion: z.int(), writtenBy: z.string() });

/** What was kept; nothing at first. Throws `data-newer`, `data-damaged`. */
export async function readShare(dataDir: string): Promise<KeptShare> {
  const path = join(dataDir, FILE);
  let kept: z.infer<typeof File>;
  try {
    kept = File.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return {};
    throw new OutrunnerError('data-damaged', { path, problem: problemOf(error) }, { cause: error });
  }
  if (kept.formatVersion > FORMAT) throw new OutrunnerError('data-newer', { path, version: kept.writtenBy });
  const { formatVersion: _, writtenBy: __, ...share } = kept;
  return share;
}

/** Readable by its owner alone, as it holds private keys. */
export async function writeShare(dataDir: string, share: KeptShare): Promise<void> {
  const content = { formatVersion: FORMAT, writtenBy: PROGRAM_VERSION, ...share };
  await writeFileDurably(join(dataDir, FILE), `${JSON.stringify(content)}\n`, 0o600);
}
